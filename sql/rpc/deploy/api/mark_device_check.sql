-- Deploy florin:api/mark_device_check to pg
-- requires: access/mark_device_check

begin;

-- Thin and security invoker, as the exposed schema asks.
-- access.mark_device_check has the rules.
create function api.mark_device_check(
  p_account_id uuid,
  p_check_id uuid,
  p_turn bigint,
  p_token text
)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  perform access.mark_device_check(p_account_id, p_check_id, p_turn, p_token);
end;
$$;

revoke all on function api.mark_device_check(uuid, uuid, bigint, text) from public;
grant execute on function api.mark_device_check(uuid, uuid, bigint, text) to florin_service;
comment on function api.mark_device_check is 'Notes that a device''s bit is being set.';

commit;
