-- Deploy florin:api/read_limits to pg
-- requires: access/read_limits

begin;

-- Thin and security invoker, as the exposed schema asks.
-- access.read_limits has the rules.
create function api.read_limits(p_account_id uuid, p_user_id uuid)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return access.read_limits(p_account_id, p_user_id);
end;
$$;

revoke all on function api.read_limits(uuid, uuid) from public;
grant execute on function api.read_limits(uuid, uuid) to florin_service;
comment on function api.read_limits is 'Every limit of an account in one list.';

commit;
