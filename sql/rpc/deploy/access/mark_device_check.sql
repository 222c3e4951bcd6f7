-- Deploy florin:access/mark_device_check to pg
-- requires: access/device_checks
-- requires: access/device_turns
-- requires: access/refuse_turn

begin;

/*
 * Notes, before Apple is told to set a device's bit, that this claim sets it: from here on it is
 * finished by whoever has a turn. The same call again changes nothing.
 *
 * Raises  FLTRN the turn has passed to another, or the claim is closed
 * Locks   access.device_turns row, then access.device_checks row
 */
create function access.mark_device_check(
  p_account_id uuid,
  p_check_id uuid,
  p_turn bigint,
  p_token text
)
returns void
language plpgsql
volatile
-- Definer: the service has no right on any table.
security definer
set search_path = ''
as $$
begin
  update access.device_turns as t
  set ends_at = clock_timestamp() + interval '20 seconds'
  from access.device_checks as c
  where c.account_id = p_account_id
    and c.id = p_check_id
    and t.environment = c.environment
    and t.check_id = c.id
    and t.number = p_turn;
  if not found then
    perform access.refuse_turn(p_account_id, p_check_id);
  end if;

  update access.device_checks as c
  set
    state = 'setting', token = p_token,
    setting_since = coalesce(c.setting_since, clock_timestamp())
  where c.account_id = p_account_id
    and c.id = p_check_id
    and c.state in ('opened', 'setting')
    and not exists (
      select
      from access.device_checks as o
      where o.environment = c.environment
        and o.state = 'setting'
        and o.id <> c.id
    );
  if not found then
    perform access.refuse_turn(p_account_id, p_check_id);
  end if;
end;
$$;

revoke all on function access.mark_device_check(uuid, uuid, bigint, text) from public;
grant execute on function access.mark_device_check(uuid, uuid, bigint, text) to florin_service;
comment on function access.mark_device_check is 'Notes that a device''s bit is being set.';

commit;
