-- Deploy florin:generation/fill_job_slots to pg
-- requires: generation/enqueue_step
-- requires: access/account_plans
-- requires: catalog/plan_versions

begin;

/*
 * Gives the free slots of an account to the jobs that wait for one, oldest first: what is fair
 * among accounts is that each has its slots.
 *
 * Locks   generation.jobs rows; the caller holds the account's row, so the count is exact
 */
create function generation.fill_job_slots(p_account_id uuid)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_free integer;
  v_id uuid;
begin
  select n.max_running_jobs - (
    select count(*)
    from generation.jobs as j
    where j.account_id = p_account_id
      and j.finished_at is null
      and j.enqueued_at is not null
  )
  into v_free
  from access.account_plans as a
  join catalog.plan_versions as n on n.id = a.plan_version_id
  where a.account_id = p_account_id;

  for v_id in
    select j.id
    from generation.jobs as j
    where j.account_id = p_account_id
      and j.finished_at is null
      and j.enqueued_at is null
      and j.parked_at is null
    order by j.created_at, j.id
    limit greatest(v_free, 0)
  loop
    update generation.jobs
    set
      enqueued_at = now(),
      next_at = now(),
      -- What waited for its turn, or for an admin, has its whole time from here.
      deadline_at = now() + make_interval(secs => timeout_s)
    where account_id = p_account_id
      and id = v_id;
    perform generation.enqueue_step(p_account_id, v_id, now());
  end loop;
end;
$$;

revoke all on function generation.fill_job_slots(uuid) from public;
comment on function generation.fill_job_slots is 'Gives free slots to the jobs that wait.';

commit;
