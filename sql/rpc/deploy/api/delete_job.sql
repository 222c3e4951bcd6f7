-- Deploy florin:api/delete_job to pg
-- requires: generation/delete_job

begin;

-- Thin and security invoker, as the exposed schema asks.
-- generation.delete_job has the rules.
create function api.delete_job(p_account_id uuid, p_user_id uuid, p_job_id uuid)
returns boolean
language plpgsql
volatile
set search_path = ''
as $$
begin
  return generation.delete_job(p_account_id, p_user_id, p_job_id);
end;
$$;

revoke all on function api.delete_job(uuid, uuid, uuid) from public;
grant execute on function api.delete_job(uuid, uuid, uuid) to florin_service;
comment on function api.delete_job is 'Deletes a job that has ended.';

commit;
