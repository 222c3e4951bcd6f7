-- Deploy florin:access/read_app_hold to pg
-- requires: access/require_member
-- requires: access/describe_app_hold

begin;

/*
 * One hold of the app, or null where the account has none of that id.
 *
 * Raises  FLMEM not a member
 */
create function access.read_app_hold(p_account_id uuid, p_user_id uuid, p_hold_id uuid)
returns jsonb
language plpgsql
stable
-- Definer: the service has no right on any table.
security definer
set search_path = ''
as $$
begin
  perform access.require_member(p_account_id, p_user_id);
  return access.describe_app_hold(p_account_id, p_hold_id);
end;
$$;

revoke all on function access.read_app_hold(uuid, uuid, uuid) from public;
grant execute on function access.read_app_hold(uuid, uuid, uuid) to florin_service;
comment on function access.read_app_hold is 'One hold of the app.';

commit;
