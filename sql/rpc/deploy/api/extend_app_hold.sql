-- Deploy florin:api/extend_app_hold to pg
-- requires: access/extend_app_hold

begin;

-- Thin and security invoker, as the exposed schema asks.
-- access.extend_app_hold has the rules.
create function api.extend_app_hold(
  p_account_id uuid,
  p_user_id uuid,
  p_hold_id uuid,
  p_amount bigint,
  p_expires_in_seconds integer
)
returns jsonb
language plpgsql
volatile
set search_path = ''
as $$
begin
  return access.extend_app_hold(p_account_id, p_user_id, p_hold_id, p_amount, p_expires_in_seconds);
end;
$$;

revoke all on function api.extend_app_hold(uuid, uuid, uuid, bigint, integer) from public;
grant execute on function api.extend_app_hold(uuid, uuid, uuid, bigint, integer) to florin_service;
comment on function api.extend_app_hold is 'Raises a hold of the app, or prolongs it.';

commit;
