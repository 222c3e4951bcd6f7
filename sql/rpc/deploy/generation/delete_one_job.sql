-- Deploy florin:generation/delete_one_job to pg
-- requires: generation/forget_job
-- requires: generation/drop_job

begin;

/*
 * Deletes a job that has ended, see generation.forget_job. False where there is none (any more).
 *
 * Raises  FLJNE it has not ended
 * Locks   generation.jobs row
 */
create function generation.delete_one_job(p_account_id uuid, p_job_id uuid)
returns boolean
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_job generation.jobs;
begin
  select * into v_job
  from generation.jobs
  where account_id = p_account_id and id = p_job_id and deleted_at is null
  for update;
  if not found then
    return false;
  end if;
  if v_job.finished_at is null then
    raise exception 'job % has not ended', p_job_id using
      errcode = 'FLJNE',
      detail = pg_catalog.json_build_object('job_id', p_job_id, 'status', v_job.status)::text,
      hint = 'Cancel it first, and wait for its end.';
  end if;

  perform generation.forget_job(p_account_id, p_job_id);
  return true;
end;
$$;

revoke all on function generation.delete_one_job(uuid, uuid) from public;
comment on function generation.delete_one_job is 'Deletes a job that has ended.';

commit;
