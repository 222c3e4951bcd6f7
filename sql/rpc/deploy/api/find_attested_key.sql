-- Deploy florin:api/find_attested_key to pg
-- requires: access/find_attested_key

begin;

-- Thin and security invoker, as the exposed schema asks.
-- access.find_attested_key has the rules.
create function api.find_attested_key(
  p_account_id uuid,
  p_user_id uuid,
  p_environment text,
  p_key_id bytea
)
returns text
language plpgsql
stable
set search_path = ''
as $$
begin
  return access.find_attested_key(p_account_id, p_user_id, p_environment, p_key_id);
end;
$$;

revoke all on function api.find_attested_key(uuid, uuid, text, bytea) from public;
grant execute on function api.find_attested_key(uuid, uuid, text, bytea) to florin_service;
comment on function api.find_attested_key is 'The public key of an attested key.';

commit;
