-- Deploy florin:api/read_app_hold to pg
-- requires: access/read_app_hold

begin;

-- Thin and security invoker, as the exposed schema asks.
-- access.read_app_hold has the rules.
create function api.read_app_hold(p_account_id uuid, p_user_id uuid, p_hold_id uuid)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return access.read_app_hold(p_account_id, p_user_id, p_hold_id);
end;
$$;

revoke all on function api.read_app_hold(uuid, uuid, uuid) from public;
grant execute on function api.read_app_hold(uuid, uuid, uuid) to florin_service;
comment on function api.read_app_hold is 'One hold of the app.';

commit;
