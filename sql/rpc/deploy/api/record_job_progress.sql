-- Deploy florin:api/record_job_progress to pg
-- requires: generation/record_job_progress

begin;

-- Thin and security invoker, as the exposed schema asks.
-- generation.record_job_progress has the rules.
create function api.record_job_progress(
  p_account_id uuid,
  p_job_id uuid,
  p_status text,
  p_progress integer,
  p_next_s double precision
)
returns boolean
language plpgsql
volatile
set search_path = ''
as $$
begin
  return generation.record_job_progress(p_account_id, p_job_id, p_status, p_progress, p_next_s);
end;
$$;

revoke all on function api.record_job_progress(uuid, uuid, text, integer, double precision)
from public;
grant execute on function api.record_job_progress(uuid, uuid, text, integer, double precision)
to florin_service;
grant execute on function api.record_job_progress(uuid, uuid, text, integer, double precision)
to florin_worker;
comment on function api.record_job_progress is 'Records how far the provider is.';

commit;
