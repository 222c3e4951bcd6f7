-- Deploy florin:api/read_job to pg
-- requires: generation/read_job

begin;

-- Thin and security invoker, as the exposed schema asks.
-- generation.read_job has the rules.
create function api.read_job(p_account_id uuid, p_user_id uuid, p_job_id uuid)
returns json
language plpgsql
stable
set search_path = ''
as $$
begin
  return generation.read_job(p_account_id, p_user_id, p_job_id);
end;
$$;

revoke all on function api.read_job(uuid, uuid, uuid) from public;
grant execute on function api.read_job(uuid, uuid, uuid) to florin_service;
comment on function api.read_job is 'One job as it is now.';

commit;
