-- Deploy florin:generation/count_job_version to pg
-- requires: generation/jobs

begin;

/*
 * Trigger: numbers the versions of a job, one for each change that its user sees.
 */
create function generation.count_job_version()
returns trigger
language plpgsql
volatile
set search_path = ''
as $$
begin
  new.version := old.version + 1;
  return new;
end;
$$;

revoke all on function generation.count_job_version() from public;
comment on function generation.count_job_version is 'Numbers the versions of a job.';

create trigger jobs_have_versions
before update on generation.jobs
for each row when (
  (
    new.status, new.progress, new.results, new.stored_at, new.error, new.charged, new.input,
    new.cancel_requested_at, new.submitted_at, new.started_at, new.finished_at, new.deleted_at
  ) is distinct from (
    old.status, old.progress, old.results, old.stored_at, old.error, old.charged, old.input,
    old.cancel_requested_at, old.submitted_at, old.started_at, old.finished_at, old.deleted_at
  )
)
execute function generation.count_job_version();

commit;
