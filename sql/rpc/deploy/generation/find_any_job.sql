-- Deploy florin:generation/find_any_job to pg
-- requires: generation/jobs
-- requires: access/refuse_argument

begin;

/*
 * Any account's job, for admins.
 *
 * Raises  FLARG no such job
 */
create function generation.find_any_job(p_job_id uuid)
returns generation.jobs
language plpgsql
stable
set search_path = ''
as $$
declare
  v_job generation.jobs;
begin
  select * into v_job from generation.jobs as j where j.id = p_job_id limit 1;
  if not found then
    perform access.refuse_argument('p_job_id', 'a job');
  end if;

  return v_job;
end;
$$;

revoke all on function generation.find_any_job(uuid) from public;
comment on function generation.find_any_job is 'Any account''s job, for admins.';

commit;
