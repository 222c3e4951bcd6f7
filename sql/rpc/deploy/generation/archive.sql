-- Deploy florin:generation/archive to pg
-- requires: generation/close_days
-- requires: generation/jobs

begin;

/*
 * Deletes generations of closed days, at most p_limit of them; generation.daily_usage keeps their
 * sums and the ledger its entries. It goes by what daily_usage lists, day by day and account by
 * account, and notes how far it came: no scan of the table, and a run that died is taken up where
 * the last one ended. Returns how many it did (accounts' days without any left count as well);
 * call again until it is less than the limit.
 *
 * A job outlives its generation, for what it made is the user's until they delete it. Those that
 * are deleted go too.
 *
 * Locks   generation.roll_up_progress row, unless another worker has it
 */
create function generation.archive(p_limit integer)
returns integer
language plpgsql
volatile
-- Definer: workers have no right on any table.
security definer
set search_path = ''
as $$
declare
  v_progress generation.roll_up_progress;
  v_done record;
  v_days integer := 0;
  v_deleted integer;
  v_left integer := p_limit;
begin
  perform from generation.roll_up_progress for update skip locked;
  if not found then
    return 0;
  end if;
  perform generation.close_days();
  select * into strict v_progress from generation.roll_up_progress;

  for v_done in
    select distinct u.day, u.account_id
    from generation.daily_usage as u
    where (u.day, u.account_id) > (v_progress.archived_day, v_progress.archived_account_id)
      and u.day < v_progress.closed_before
    order by u.day, u.account_id
    limit p_limit
  loop
    delete from generation.generations as g
    using (
      select o.id
      from generation.generations as o
      where o.account_id = v_done.account_id
        and o.created_at >= v_done.day::timestamp at time zone 'UTC'
        and o.created_at < (v_done.day + 1)::timestamp at time zone 'UTC'
        and o.finished_at is not null
      limit v_left
    ) as old
    where g.account_id = v_done.account_id and g.id = old.id;
    get diagnostics v_deleted = row_count;
    v_left := v_left - v_deleted;
    -- There may be more of this account and day: the next run begins with it.
    exit when v_left = 0;
    delete from generation.jobs as j
    where j.account_id = v_done.account_id
      and j.created_at >= v_done.day::timestamp at time zone 'UTC'
      and j.created_at < (v_done.day + 1)::timestamp at time zone 'UTC'
      and j.deleted_at is not null
      and j.next_at is null;
    v_days := v_days + 1;
    v_progress.archived_day := v_done.day;
    v_progress.archived_account_id := v_done.account_id;
  end loop;

  update generation.roll_up_progress
  set archived_day = v_progress.archived_day, archived_account_id = v_progress.archived_account_id;

  return greatest(v_days, p_limit - v_left);
end;
$$;

revoke all on function generation.archive(integer) from public;
grant execute on function generation.archive(integer) to florin_worker;
comment on function generation.archive is 'Deletes old generations that are summed up, in batches.';

commit;
