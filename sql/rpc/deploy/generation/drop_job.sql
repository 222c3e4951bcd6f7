-- Deploy florin:generation/drop_job to pg
-- requires: generation/jobs
-- requires: generation/generations

begin;

/*
 * Removes the row of a job that is forgotten, where its generation is archived already. Else it
 * goes with that one, see generation.archive.
 */
create function generation.drop_job(p_account_id uuid, p_job_id uuid)
returns void
language sql
volatile
set search_path = ''
as $$
  delete from generation.jobs as j
  where j.account_id = p_account_id
    and j.id = p_job_id
    and not exists (
      select
      from generation.generations as g
      where g.account_id = p_account_id and g.id = p_job_id
    );
$$;

revoke all on function generation.drop_job(uuid, uuid) from public;
comment on function generation.drop_job is 'Removes a forgotten job whose generation is archived.';

commit;
