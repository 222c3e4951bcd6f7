-- Deploy florin:api/settle_app_hold to pg
-- requires: access/settle_app_hold

begin;

-- Thin and security invoker, as the exposed schema asks.
-- access.settle_app_hold has the rules.
create function api.settle_app_hold(
  p_account_id uuid,
  p_user_id uuid,
  p_hold_id uuid,
  p_amount bigint,
  p_ref text
)
returns jsonb
language plpgsql
volatile
set search_path = ''
as $$
begin
  return access.settle_app_hold(p_account_id, p_user_id, p_hold_id, p_amount, p_ref);
end;
$$;

revoke all on function api.settle_app_hold(uuid, uuid, uuid, bigint, text) from public;
grant execute on function api.settle_app_hold(uuid, uuid, uuid, bigint, text) to florin_service;
comment on function api.settle_app_hold is 'Charges a feature of the app, once.';

commit;
