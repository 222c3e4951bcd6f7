-- Deploy florin:generation/start_submission to pg
-- requires: generation/jobs

begin;

/*
 * Writes down that the provider is about to be called, before it is: from here on it may have the
 * job, and nobody submits it again. False: do not call. Somebody did before, or the job was
 * canceled, has ended, or is another worker's by now.
 *
 * Locks   generation.jobs row
 */
create function generation.start_submission(p_account_id uuid, p_job_id uuid, p_lease uuid)
returns boolean
language plpgsql
volatile
-- Definer: workers have no right on any table.
security definer
set search_path = ''
as $$
begin
  update generation.jobs
  set submit_started_at = clock_timestamp()
  where account_id = p_account_id
    and id = p_job_id
    and lease = p_lease
    and submit_started_at is null
    and finished_at is null;
  return found;
end;
$$;

revoke all on function generation.start_submission(uuid, uuid, uuid) from public;
grant execute on function generation.start_submission(uuid, uuid, uuid) to florin_worker;
comment on function generation.start_submission is 'Notes that a job is about to be submitted.';

commit;
