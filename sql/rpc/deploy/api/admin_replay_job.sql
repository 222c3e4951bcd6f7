-- Deploy florin:api/admin_replay_job to pg
-- requires: generation/admin_replay_job

begin;

-- Thin and security invoker, as the exposed schema asks.
-- generation.admin_replay_job has the rules.
create function api.admin_replay_job(p_job_id uuid)
returns json
language plpgsql
volatile
set search_path = ''
as $$
begin
  return generation.admin_replay_job(p_job_id);
end;
$$;

revoke all on function api.admin_replay_job(uuid) from public;
grant execute on function api.admin_replay_job(uuid) to authenticated;
comment on function api.admin_replay_job is 'For admins: takes a parked job up again.';

commit;
