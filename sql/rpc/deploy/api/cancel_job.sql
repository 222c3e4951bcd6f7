-- Deploy florin:api/cancel_job to pg
-- requires: generation/cancel_job

begin;

-- Thin and security invoker, as the exposed schema asks.
-- generation.cancel_job has the rules.
create function api.cancel_job(p_account_id uuid, p_user_id uuid, p_job_id uuid)
returns json
language plpgsql
volatile
set search_path = ''
as $$
begin
  return generation.cancel_job(p_account_id, p_user_id, p_job_id);
end;
$$;

revoke all on function api.cancel_job(uuid, uuid, uuid) from public;
grant execute on function api.cancel_job(uuid, uuid, uuid) to florin_service;
comment on function api.cancel_job is 'Cancels a job, or asks for it.';

commit;
