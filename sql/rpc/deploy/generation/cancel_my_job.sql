-- Deploy florin:generation/cancel_my_job to pg
-- requires: generation/cancel_one_job
-- requires: generation/describe_job
-- requires: generation/find_my_job

begin;

/*
 * Cancels a job of the signed-in user, see generation.cancel_one_job. Again changes nothing.
 *
 * Raises  FLJOB no such job
 * Locks   as generation.cancel_one_job
 */
create function generation.cancel_my_job(p_job_id uuid)
returns json
language plpgsql
volatile
-- Definer: users have no right to write any table.
security definer
set search_path = ''
as $$
begin
  return generation.describe_job(
    generation.cancel_one_job(generation.find_my_job(p_job_id), p_job_id)
  )::json;
end;
$$;

revoke all on function generation.cancel_my_job(uuid) from public;
grant execute on function generation.cancel_my_job(uuid) to authenticated;
comment on function generation.cancel_my_job is 'Cancels a job of the signed-in user.';

commit;
