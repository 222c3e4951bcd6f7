-- Revert florin:generation/roll_up from pg

begin;

/*
 * Sums up days that are over (UTC): marks accounts of one more hour, and makes the sums of at most
 * p_limit days of accounts anew from their generations. So it may run twice, or die and run again.
 * Returns how many it did, or p_limit while there may be more to mark; call again until it is less
 * than the limit. Several workers may run it at once.
 *
 * Locks   generation.roll_up_progress and generation.due_roll_ups rows, skipping locked ones
 */
create or replace function generation.roll_up(p_limit integer)
returns integer
language plpgsql
volatile
-- Definer: workers have no right on any table.
security definer
set search_path = ''
as $$
declare
  v_marked boolean := generation.mark_roll_ups();
  v_over date;
  v_closed date;
  v_due generation.due_roll_ups[];
begin
  select (p.marked_until at time zone 'UTC')::date, p.closed_before into strict v_over, v_closed
  from generation.roll_up_progress as p;

  -- The mark goes before the sum is made: who ends a generation meanwhile waits for us with the
  -- next mark, and the day is done again.
  with taken as (
    delete from generation.due_roll_ups as d
    using (
      select q.account_id, q.day
      from generation.due_roll_ups as q
      where q.day < v_over
      order by q.day, q.account_id
      limit p_limit
      for update skip locked
    ) as t
    where d.account_id = t.account_id and d.day = t.day
    returning d
  )
  select coalesce(array_agg(t.d), '{}') into v_due from taken as t;

  delete from generation.daily_usage as u
  using unnest(v_due) as d
  where u.account_id = d.account_id and u.day = d.day and d.day >= v_closed;

  insert into generation.daily_usage
  select
    u.account_id, u.day, u.model_id, sum(u.generations), sum(u.failed), sum(u.input),
    sum(u.cache_read), sum(u.cache_write), sum(u.output), sum(u.web_search), sum(u.charged),
    sum(u.uncollected), sum(u.cost_micro_dollars), sum(u.trial_messages)
  from unnest(v_due) as d
  join generation.usage_rows as u
    on u.account_id = d.account_id
    and u.created_at >= d.day::timestamp at time zone 'UTC'
    and u.created_at < (d.day + 1)::timestamp at time zone 'UTC'
  where d.day >= v_closed
  group by u.account_id, u.day, u.model_id;

  return case when v_marked then p_limit else cardinality(v_due) end;
end;
$$;

revoke all on function generation.roll_up(integer) from public;
grant execute on function generation.roll_up(integer) to florin_worker;
comment on function generation.roll_up is 'Sums up usage of days that are over, in batches.';

commit;
