-- Deploy florin:generation/delete_my_job to pg
-- requires: generation/delete_one_job
-- requires: generation/find_my_job

begin;

/*
 * Deletes a job of the signed-in user. False where it was deleted before.
 *
 * Raises  FLJOB no such job · FLJNE it has not ended
 * Locks   generation.jobs row
 */
create function generation.delete_my_job(p_job_id uuid)
returns boolean
language plpgsql
volatile
-- Definer: users have no right to write any table.
security definer
set search_path = ''
as $$
begin
  return generation.delete_one_job(generation.find_my_job(p_job_id), p_job_id);
end;
$$;

revoke all on function generation.delete_my_job(uuid) from public;
grant execute on function generation.delete_my_job(uuid) to authenticated;
comment on function generation.delete_my_job is 'Deletes a job of the signed-in user.';

commit;
