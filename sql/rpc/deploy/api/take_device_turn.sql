-- Deploy florin:api/take_device_turn to pg
-- requires: access/take_device_turn

begin;

-- Thin and security invoker, as the exposed schema asks.
-- access.take_device_turn has the rules.
create function api.take_device_turn(
  p_account_id uuid,
  p_user_id uuid,
  p_check_id uuid
)
returns jsonb
language plpgsql
volatile
set search_path = ''
as $$
begin
  return access.take_device_turn(p_account_id, p_user_id, p_check_id);
end;
$$;

revoke all on function api.take_device_turn(uuid, uuid, uuid) from public;
grant execute on function api.take_device_turn(uuid, uuid, uuid) to florin_service;
comment on function api.take_device_turn is 'Takes the turn for a claim of welcome credits.';

commit;
