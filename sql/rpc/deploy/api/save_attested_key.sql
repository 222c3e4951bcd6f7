-- Deploy florin:api/save_attested_key to pg
-- requires: access/save_attested_key

begin;

-- Thin and security invoker, as the exposed schema asks.
-- access.save_attested_key has the rules.
create function api.save_attested_key(
  p_account_id uuid,
  p_user_id uuid,
  p_environment text,
  p_key_id bytea,
  p_public_key bytea,
  p_receipt bytea,
  p_challenge_hash bytea
)
returns boolean
language plpgsql
volatile
set search_path = ''
as $$
begin
  return access.save_attested_key(
    p_account_id, p_user_id, p_environment, p_key_id, p_public_key, p_receipt, p_challenge_hash
  );
end;
$$;

revoke all on function api.save_attested_key(uuid, uuid, text, bytea, bytea, bytea, bytea)
from public;
grant execute on function api.save_attested_key(uuid, uuid, text, bytea, bytea, bytea, bytea)
to florin_service;
comment on function api.save_attested_key is 'Keeps a key that Apple attested.';

commit;
