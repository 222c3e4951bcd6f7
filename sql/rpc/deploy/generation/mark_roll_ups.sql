-- Deploy florin:generation/mark_roll_ups to pg
-- requires: generation/due_roll_ups
-- requires: generation/roll_up_progress

begin;

/*
 * Marks the accounts that began generations in the next hour not looked at yet. An hour at a time:
 * a day of a large deployment is too much for one statement. And an hour late: a transaction that
 * began before midnight may commit after it, but none of ours lasts that long.
 *
 * Returns whether there was such an hour.
 * Locks   generation.roll_up_progress row, unless another worker has it
 */
create function generation.mark_roll_ups()
returns boolean
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_from timestamptz;
  v_to timestamptz;
begin
  select p.marked_until into v_from
  from generation.roll_up_progress as p
  for update skip locked;
  v_to := v_from + interval '1 hour';
  if v_to is null or v_to > now() - interval '1 hour' then
    return false;
  end if;

  insert into generation.due_roll_ups (account_id, day)
  select distinct g.account_id, (v_from at time zone 'UTC')::date
  from generation.generations as g
  where g.created_at >= v_from
    and g.created_at < v_to
  on conflict do nothing;

  update generation.roll_up_progress set marked_until = v_to;

  return true;
end;
$$;

revoke all on function generation.mark_roll_ups() from public;
comment on function generation.mark_roll_ups is 'Marks the accounts of the next hour.';

commit;
