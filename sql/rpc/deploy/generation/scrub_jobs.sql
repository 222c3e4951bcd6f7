-- Deploy florin:generation/scrub_jobs to pg
-- requires: generation/forget_job

begin;

/*
 * Takes out of up to p_limit of an account's ended jobs what could lead to a person: user, input
 * and results, see generation.forget_job. Amounts stay. Returns how many; call again until it is
 * less than the limit.
 *
 * Locks   generation.jobs rows, skipping locked ones, as generation.scrub
 */
create function generation.scrub_jobs(p_account_id uuid, p_limit integer)
returns integer
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_nobody constant uuid := '00000000-0000-0000-0000-000000000000'::uuid;
  v_ids uuid[];
  v_id uuid;
begin
  select coalesce(array_agg(s.id), '{}') into v_ids
  from (
    select j.id
    from generation.jobs as j
    where j.account_id = p_account_id
      and j.user_id <> v_nobody
      and j.finished_at is not null
    limit p_limit
    for update skip locked
  ) as s;

  update generation.jobs
  set user_id = v_nobody
  where account_id = p_account_id and id = any(v_ids);
  foreach v_id in array v_ids loop
    perform generation.forget_job(p_account_id, v_id);
  end loop;

  return cardinality(v_ids);
end;
$$;

revoke all on function generation.scrub_jobs(uuid, integer) from public;
comment on function generation.scrub_jobs is 'Takes the person out of an account''s jobs.';

commit;
