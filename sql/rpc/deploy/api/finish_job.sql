-- Deploy florin:api/finish_job to pg
-- requires: generation/finish_job

begin;

-- Thin and security invoker, as the exposed schema asks.
-- generation.finish_job has the rules.
create function api.finish_job(
  p_account_id uuid,
  p_job_id uuid,
  p_outcome text,
  p_results jsonb,
  p_error jsonb,
  p_source text
)
returns json
language plpgsql
volatile
set search_path = ''
as $$
begin
  return generation.finish_job(p_account_id, p_job_id, p_outcome, p_results, p_error, p_source);
end;
$$;

revoke all on function api.finish_job(uuid, uuid, text, jsonb, jsonb, text) from public;
grant execute on function api.finish_job(uuid, uuid, text, jsonb, jsonb, text) to florin_service;
grant execute on function api.finish_job(uuid, uuid, text, jsonb, jsonb, text) to florin_worker;
comment on function api.finish_job is 'A verdict on a job: the first one counts.';

commit;
