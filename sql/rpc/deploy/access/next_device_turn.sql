-- Deploy florin:access/next_device_turn to pg
-- requires: access/device_checks
-- requires: access/device_turns

begin;

/*
 * Takes the turn for a claim (null: for the worker): its number in "turn", "wait" where another
 * has it. "unfinished" is the claim that somebody left while its bit was being set, or null: who
 * gets it finishes it, and then takes the next turn. One whose token has grown too old to be
 * taken by Apple again is given up, after one try at least.
 *
 * Locks   access.device_turns row, then access.device_checks row
 */
create function access.next_device_turn(p_check_id uuid, p_environment text)
returns jsonb
language plpgsql
volatile
set search_path = ''
as $$
declare
  -- Two requests to Apple of 5 s, each made twice.
  v_lease constant interval := interval '20 seconds';
  -- A token is good for a retry, Apple says, and for no more; and everybody else waits for this.
  v_patience constant interval := interval '2 minutes';
  v_turn access.device_turns;
  v_left access.device_checks;
begin
  select * into strict v_turn
  from access.device_turns
  where environment = p_environment
  for update;
  if v_turn.ends_at > clock_timestamp() then
    return jsonb_build_object('wait', true);
  end if;

  update access.device_turns
  set
    number = number + 1, check_id = p_check_id,
    ends_at = clock_timestamp() + v_lease
  where environment = p_environment
  returning * into v_turn;

  select * into v_left
  from access.device_checks
  where environment = p_environment
    and state = 'setting'
  for update;
  if v_left.attempts > 0 and v_left.setting_since < clock_timestamp() - v_patience then
    update access.device_checks
    set state = 'lost', token = null, closed_at = clock_timestamp()
    where account_id = v_left.account_id
      and id = v_left.id;
    v_left := null;
  elsif v_left.id is not null then
    update access.device_checks
    set attempts = attempts + 1
    where account_id = v_left.account_id
      and id = v_left.id;
  end if;

  return jsonb_build_object('turn', v_turn.number, 'unfinished', case
    when v_left.id is not null then jsonb_build_object(
      'account_id', v_left.account_id, 'check_id', v_left.id, 'token', v_left.token
    ) end);
end;
$$;

revoke all on function access.next_device_turn(uuid, text) from public;
comment on function access.next_device_turn is 'Takes the turn to look at a device''s bits.';

commit;
