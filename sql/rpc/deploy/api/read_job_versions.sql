-- Deploy florin:api/read_job_versions to pg
-- requires: generation/read_job_versions

begin;

-- Thin and security invoker, as the exposed schema asks.
-- generation.read_job_versions has the rules.
create function api.read_job_versions(p_account_ids uuid[], p_job_ids uuid[])
returns json
language plpgsql
stable
set search_path = ''
as $$
begin
  return generation.read_job_versions(p_account_ids, p_job_ids);
end;
$$;

revoke all on function api.read_job_versions(uuid[], uuid[]) from public;
grant execute on function api.read_job_versions(uuid[], uuid[]) to florin_service;
comment on function api.read_job_versions is 'Versions of jobs that somebody waits for.';

commit;
