-- Deploy florin:api/delete_my_job to pg
-- requires: generation/delete_my_job

begin;

-- Thin and security invoker, as the exposed schema asks. For signed-in users.
-- generation.delete_my_job has the rules.
create function api.delete_my_job(p_job_id uuid)
returns boolean
language plpgsql
volatile
set search_path = ''
as $$
begin
  return generation.delete_my_job(p_job_id);
end;
$$;

revoke all on function api.delete_my_job(uuid) from public;
grant execute on function api.delete_my_job(uuid) to authenticated;
comment on function api.delete_my_job is 'Deletes a job of the signed-in user.';

commit;
