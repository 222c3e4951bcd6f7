-- Deploy florin:api/expire_jobs to pg
-- requires: generation/expire_jobs

begin;

-- Thin and security invoker, as the exposed schema asks.
-- generation.expire_jobs has the rules.
create function api.expire_jobs(p_limit integer)
returns integer
language plpgsql
volatile
set search_path = ''
as $$
begin
  return generation.expire_jobs(p_limit);
end;
$$;

revoke all on function api.expire_jobs(integer) from public;
grant execute on function api.expire_jobs(integer) to florin_worker;
comment on function api.expire_jobs is 'Ends jobs by time, in batches.';

commit;
