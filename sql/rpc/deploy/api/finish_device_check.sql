-- Deploy florin:api/finish_device_check to pg
-- requires: access/finish_device_check

begin;

-- Thin and security invoker, as the exposed schema asks.
-- access.finish_device_check has the rules.
create function api.finish_device_check(
  p_account_id uuid,
  p_check_id uuid,
  p_turn bigint,
  p_outcome text
)
returns jsonb
language plpgsql
volatile
set search_path = ''
as $$
begin
  return access.finish_device_check(p_account_id, p_check_id, p_turn, p_outcome);
end;
$$;

revoke all on function api.finish_device_check(uuid, uuid, bigint, text) from public;
grant execute on function api.finish_device_check(uuid, uuid, bigint, text) to florin_service;
grant execute on function api.finish_device_check(uuid, uuid, bigint, text) to florin_worker;
comment on function api.finish_device_check is 'Ends a turn and the claim that had it.';

commit;
