-- Deploy florin:access/take_abandoned_turn to pg
-- requires: access/next_device_turn

begin;

/*
 * Takes the turn where a claim was left while its bit was being set, see access.next_device_turn.
 * Null where there is none: no turn is taken then.
 *
 * Locks   access.device_turns row, then access.device_checks row
 */
create function access.take_abandoned_turn(p_environment text)
returns jsonb
language plpgsql
volatile
-- Definer: workers have no right on any table.
security definer
set search_path = ''
as $$
declare
  v_answer jsonb;
begin
  if not exists (
    select
    from access.device_checks
    where environment = p_environment
      and state = 'setting'
  ) then
    return null;
  end if;

  v_answer := access.next_device_turn(null, p_environment);
  if v_answer -> 'unfinished' = 'null' then
    -- It was given up as too old: nothing is left to do with this turn.
    update access.device_turns
    set ends_at = null
    where environment = p_environment;
  end if;
  return v_answer;
end;
$$;

revoke all on function access.take_abandoned_turn(text) from public;
grant execute on function access.take_abandoned_turn(text) to florin_worker;
comment on function access.take_abandoned_turn is 'Takes the turn for a claim that was left.';

commit;
