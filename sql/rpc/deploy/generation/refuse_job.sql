-- Deploy florin:generation/refuse_job to pg
-- requires: base/schemas

begin;

/*
 * Refuses what was asked of a job that the account does not have, or that is deleted.
 *
 * Raises  FLJOB always
 */
create function generation.refuse_job(p_job_id uuid)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  raise exception 'no job %', p_job_id using
    errcode = 'FLJOB',
    detail = pg_catalog.json_build_object('job_id', p_job_id)::text,
    hint = 'It belongs to another account, was deleted, or never began.';
end;
$$;

revoke all on function generation.refuse_job(uuid) from public;
comment on function generation.refuse_job is 'Raises FLJOB.';

commit;
