-- Deploy florin:api/use_assertion to pg
-- requires: access/use_assertion

begin;

-- Thin and security invoker, as the exposed schema asks.
-- access.use_assertion has the rules.
create function api.use_assertion(
  p_account_id uuid,
  p_user_id uuid,
  p_environment text,
  p_key_id bytea,
  p_counter bigint
)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  perform access.use_assertion(p_account_id, p_user_id, p_environment, p_key_id, p_counter);
end;
$$;

revoke all on function api.use_assertion(uuid, uuid, text, bytea, bigint) from public;
grant execute on function api.use_assertion(uuid, uuid, text, bytea, bigint) to florin_service;
comment on function api.use_assertion is 'Uses an assertion, once.';

commit;
