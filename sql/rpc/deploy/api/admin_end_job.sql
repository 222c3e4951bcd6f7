-- Deploy florin:api/admin_end_job to pg
-- requires: generation/admin_end_job

begin;

-- Thin and security invoker, as the exposed schema asks.
-- generation.admin_end_job has the rules.
create function api.admin_end_job(p_job_id uuid, p_outcome text, p_reason text)
returns json
language plpgsql
volatile
set search_path = ''
as $$
begin
  return generation.admin_end_job(p_job_id, p_outcome, p_reason);
end;
$$;

revoke all on function api.admin_end_job(uuid, text, text) from public;
grant execute on function api.admin_end_job(uuid, text, text) to authenticated;
comment on function api.admin_end_job is 'For admins: ends a job by hand.';

commit;
