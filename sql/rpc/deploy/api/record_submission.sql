-- Deploy florin:api/record_submission to pg
-- requires: generation/record_submission

begin;

-- Thin and security invoker, as the exposed schema asks.
-- generation.record_submission has the rules.
create function api.record_submission(
  p_account_id uuid,
  p_job_id uuid,
  p_lease uuid,
  p_provider_request_id text,
  p_next_s double precision
)
returns boolean
language plpgsql
volatile
set search_path = ''
as $$
begin
  return generation.record_submission(
    p_account_id, p_job_id, p_lease, p_provider_request_id, p_next_s
  );
end;
$$;

revoke all on function api.record_submission(uuid, uuid, uuid, text, double precision) from public;
grant execute on function api.record_submission(uuid, uuid, uuid, text, double precision)
to florin_worker;
comment on function api.record_submission is 'Records the provider''s number of a job.';

commit;
