-- Deploy florin:generation/delete_job to pg
-- requires: generation/delete_one_job
-- requires: access/require_member

begin;

/*
 * Deletes a job on a user's behalf. False where there is none (any more).
 *
 * Raises  FLMEM not a member · FLJNE it has not ended
 * Locks   generation.jobs row
 */
create function generation.delete_job(p_account_id uuid, p_user_id uuid, p_job_id uuid)
returns boolean
language plpgsql
volatile
-- Definer: the service has no right on any table.
security definer
set search_path = ''
as $$
begin
  perform access.require_member(p_account_id, p_user_id);

  return generation.delete_one_job(p_account_id, p_job_id);
end;
$$;

revoke all on function generation.delete_job(uuid, uuid, uuid) from public;
grant execute on function generation.delete_job(uuid, uuid, uuid) to florin_service;
comment on function generation.delete_job is 'Deletes a job that has ended.';

commit;
