-- Deploy florin:api/requeue_jobs to pg
-- requires: generation/requeue_jobs

begin;

-- Thin and security invoker, as the exposed schema asks.
-- generation.requeue_jobs has the rules.
create function api.requeue_jobs(p_limit integer)
returns integer
language plpgsql
volatile
set search_path = ''
as $$
begin
  return generation.requeue_jobs(p_limit);
end;
$$;

revoke all on function api.requeue_jobs(integer) from public;
grant execute on function api.requeue_jobs(integer) to florin_worker;
comment on function api.requeue_jobs is 'Sees to steps that nobody does, in batches.';

commit;
