-- Deploy florin:api/record_results to pg
-- requires: generation/record_results

begin;

-- Thin and security invoker, as the exposed schema asks.
-- generation.record_results has the rules.
create function api.record_results(p_account_id uuid, p_job_id uuid, p_lease uuid, p_results jsonb)
returns boolean
language plpgsql
volatile
set search_path = ''
as $$
begin
  return generation.record_results(p_account_id, p_job_id, p_lease, p_results);
end;
$$;

revoke all on function api.record_results(uuid, uuid, uuid, jsonb) from public;
grant execute on function api.record_results(uuid, uuid, uuid, jsonb) to florin_worker;
comment on function api.record_results is 'Ends the storing of a job''s results.';

commit;
