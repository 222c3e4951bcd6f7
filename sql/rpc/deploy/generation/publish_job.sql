-- Deploy florin:generation/publish_job to pg
-- requires: generation/jobs
-- requires: generation/public_job

begin;

/*
 * A job as its user sees it.
 */
create function generation.publish_job(p_job generation.jobs)
returns generation.public_job
language plpgsql
immutable
set search_path = ''
as $$
begin
  return row(
    p_job.account_id, p_job.id, p_job.model_id, p_job.kind, p_job.status, p_job.progress,
    p_job.input, p_job.unit, p_job.quantity, p_job.delivered, nullif(p_job.resolution, ''),
    p_job.hold, p_job.charged, p_job.results, p_job.stored_at is not null, p_job.error,
    p_job.cancel_requested_at is not null, p_job.version, p_job.created_at, p_job.submitted_at,
    p_job.started_at, p_job.finished_at
  )::generation.public_job;
end;
$$;

revoke all on function generation.publish_job(generation.jobs) from public;
comment on function generation.publish_job is 'A job as its user sees it.';

commit;
