-- Deploy florin:api/read_entitlements to pg
-- requires: access/read_entitlements

begin;

-- Thin and security invoker, as the exposed schema asks.
-- access.read_entitlements has the rules.
create function api.read_entitlements(p_account_id uuid, p_user_id uuid)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return access.read_entitlements(p_account_id, p_user_id);
end;
$$;

revoke all on function api.read_entitlements(uuid, uuid) from public;
grant execute on function api.read_entitlements(uuid, uuid) to florin_service;
comment on function api.read_entitlements is 'What an account may use beyond its plan.';

commit;
