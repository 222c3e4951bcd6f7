-- Deploy florin:api/start_submission to pg
-- requires: generation/start_submission

begin;

-- Thin and security invoker, as the exposed schema asks.
-- generation.start_submission has the rules.
create function api.start_submission(p_account_id uuid, p_job_id uuid, p_lease uuid)
returns boolean
language plpgsql
volatile
set search_path = ''
as $$
begin
  return generation.start_submission(p_account_id, p_job_id, p_lease);
end;
$$;

revoke all on function api.start_submission(uuid, uuid, uuid) from public;
grant execute on function api.start_submission(uuid, uuid, uuid) to florin_worker;
comment on function api.start_submission is 'Notes that a job is about to be submitted.';

commit;
