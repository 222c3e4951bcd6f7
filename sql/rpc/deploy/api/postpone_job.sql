-- Deploy florin:api/postpone_job to pg
-- requires: generation/postpone_job

begin;

-- Thin and security invoker, as the exposed schema asks.
-- generation.postpone_job has the rules.
create function api.postpone_job(
  p_account_id uuid,
  p_job_id uuid,
  p_lease uuid,
  p_next_s double precision,
  p_problem text,
  p_not_sent boolean default false
)
returns boolean
language plpgsql
volatile
set search_path = ''
as $$
begin
  return generation.postpone_job(p_account_id, p_job_id, p_lease, p_next_s, p_problem, p_not_sent);
end;
$$;

revoke all on function api.postpone_job(uuid, uuid, uuid, double precision, text, boolean)
from public;
grant execute on function api.postpone_job(uuid, uuid, uuid, double precision, text, boolean)
to florin_worker;
comment on function api.postpone_job is 'Ends a step that came to nothing.';

commit;
