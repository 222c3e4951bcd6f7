-- Deploy florin:access/finish_device_check to pg
-- requires: access/device_checks
-- requires: access/device_turns
-- requires: access/give_welcome
-- requires: access/refuse_turn

begin;

/*
 * Ends a turn, and the claim with it: "granted" once Apple has confirmed that the bit is set,
 * "lost" where nobody can know, "device_used" and "refused" before it was to be set, "unknown"
 * leaves the claim to the next turn. A claim that is closed stays as it is, so the same call
 * again gets the same answer: "state" and "granted_microcredits".
 *
 * Raises  FLTRN the claim cannot end so from where it is
 * Locks   access.device_turns row, access.device_checks row, then ledger.accounts row
 */
create function access.finish_device_check(
  p_account_id uuid,
  p_check_id uuid,
  p_turn bigint,
  p_outcome text
)
returns jsonb
language plpgsql
volatile
-- Definer: neither service nor workers have a right on any table.
security definer
set search_path = ''
as $$
declare
  v_environment text;
  v_check access.device_checks;
begin
  select environment into v_environment
  from access.device_checks
  where account_id = p_account_id
    and id = p_check_id;
  perform from access.device_turns where environment = v_environment for update;
  update access.device_turns
  set ends_at = null
  where environment = v_environment
    and number = p_turn;
  select * into v_check
  from access.device_checks
  where account_id = p_account_id
    and id = p_check_id
  for update;

  if (v_check.state, p_outcome) in (
    ('setting', 'granted'), ('setting', 'lost'), ('opened', 'device_used'), ('opened', 'refused')
  ) then
    update access.device_checks
    set
      state = p_outcome, token = null, closed_at = clock_timestamp(),
      granted = case
        when p_outcome = 'granted'
        then access.give_welcome(p_account_id, p_check_id, v_environment) else 0 end
    where account_id = p_account_id
      and id = p_check_id
    returning * into v_check;
  elsif v_check.id is null or (
    v_check.state in ('opened', 'setting') and p_outcome is distinct from 'unknown'
  ) then
    perform access.refuse_turn(p_account_id, p_check_id);
  end if;

  return jsonb_build_object(
    'state', v_check.state, 'granted_microcredits', v_check.granted
  );
end;
$$;

revoke all on function access.finish_device_check(uuid, uuid, bigint, text) from public;
grant execute on function access.finish_device_check(uuid, uuid, bigint, text) to florin_service;
grant execute on function access.finish_device_check(uuid, uuid, bigint, text) to florin_worker;
comment on function access.finish_device_check is 'Ends a turn and the claim that had it.';

commit;
