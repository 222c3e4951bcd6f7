-- Deploy florin:generation/live_from to pg
-- requires: generation/due_roll_ups
-- requires: generation/roll_up_progress

begin;

/*
 * The first day whose usage is to be read from the generations themselves: today (UTC), or
 * yesterday while its sums are not complete. Never earlier, so that a report's time is bounded
 * when the workers were away: then the days between are missing until they have caught up.
 */
create function generation.live_from()
returns date
language sql
stable
set search_path = ''
as $$
  select t.today - (
    (p.marked_until at time zone 'UTC')::date < t.today
    or exists (select from generation.due_roll_ups as d where d.day = t.today - 1)
  )::integer
  from generation.roll_up_progress as p
  cross join (select (now() at time zone 'UTC')::date) as t (today);
$$;

revoke all on function generation.live_from() from public;
comment on function generation.live_from is 'The first day that is not read from daily_usage.';

commit;
