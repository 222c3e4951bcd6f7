-- Deploy florin:generation/read_job_versions to pg
-- requires: generation/jobs

begin;

/*
 * The versions of jobs that somebody waits for, in the order of the arguments; null for a job that
 * is not there or was deleted. One call a service and moment, however many wait. Each of them has
 * read the job before, and was asked then who they are. On shards: those of a shard's accounts.
 */
create function generation.read_job_versions(p_account_ids uuid[], p_job_ids uuid[])
returns json
language sql
stable
-- Definer: the service has no right on any table.
security definer
set search_path = ''
as $$
  select coalesce(json_agg(j.version order by a.place), '[]')
  from unnest(p_account_ids, p_job_ids) with ordinality as a (account_id, job_id, place)
  left join generation.jobs as j
    on j.account_id = a.account_id and j.id = a.job_id and j.deleted_at is null;
$$;

revoke all on function generation.read_job_versions(uuid[], uuid[]) from public;
grant execute on function generation.read_job_versions(uuid[], uuid[]) to florin_service;
comment on function generation.read_job_versions is 'Versions of jobs that somebody waits for.';

commit;
