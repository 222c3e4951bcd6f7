-- Deploy florin:api/cancel_my_job to pg
-- requires: generation/cancel_my_job

begin;

-- Thin and security invoker, as the exposed schema asks. For signed-in users.
-- generation.cancel_my_job has the rules.
create function api.cancel_my_job(p_job_id uuid)
returns json
language plpgsql
volatile
set search_path = ''
as $$
begin
  return generation.cancel_my_job(p_job_id);
end;
$$;

revoke all on function api.cancel_my_job(uuid) from public;
grant execute on function api.cancel_my_job(uuid) to authenticated;
comment on function api.cancel_my_job is 'Cancels a job of the signed-in user.';

commit;
