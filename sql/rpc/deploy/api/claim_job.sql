-- Deploy florin:api/claim_job to pg
-- requires: generation/claim_job

begin;

-- Thin and security invoker, as the exposed schema asks.
-- generation.claim_job has the rules.
create function api.claim_job(p_account_id uuid, p_job_id uuid, p_worker text, p_lease_s integer)
returns json
language plpgsql
volatile
set search_path = ''
as $$
begin
  return generation.claim_job(p_account_id, p_job_id, p_worker, p_lease_s);
end;
$$;

revoke all on function api.claim_job(uuid, uuid, text, integer) from public;
grant execute on function api.claim_job(uuid, uuid, text, integer) to florin_worker;
comment on function api.claim_job is 'Takes a job for one step.';

commit;
