-- Deploy florin:generation/cancel_job to pg
-- requires: generation/cancel_one_job
-- requires: generation/describe_job
-- requires: access/require_member

begin;

/*
 * Cancels a job on a user's behalf, see generation.cancel_one_job. Again changes nothing.
 *
 * Raises  FLMEM not a member · FLJOB no such job
 * Locks   as generation.cancel_one_job
 */
create function generation.cancel_job(p_account_id uuid, p_user_id uuid, p_job_id uuid)
returns json
language plpgsql
volatile
-- Definer: the service has no right on any table.
security definer
set search_path = ''
as $$
begin
  perform access.require_member(p_account_id, p_user_id);

  return generation.describe_job(generation.cancel_one_job(p_account_id, p_job_id))::json;
end;
$$;

revoke all on function generation.cancel_job(uuid, uuid, uuid) from public;
grant execute on function generation.cancel_job(uuid, uuid, uuid) to florin_service;
comment on function generation.cancel_job is 'Cancels a job, or asks for it.';

commit;
