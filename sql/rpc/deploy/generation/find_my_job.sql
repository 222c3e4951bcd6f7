-- Deploy florin:generation/find_my_job to pg
-- requires: generation/refuse_job
-- requires: generation/jobs
-- requires: access/my_accounts

begin;

/*
 * The account of a job, which must be one of the signed-in user's. Called by definers only.
 *
 * Raises  FLJOB no such job of theirs
 */
create function generation.find_my_job(p_job_id uuid)
returns uuid
language plpgsql
stable
set search_path = ''
as $$
declare
  v_account_id uuid;
begin
  select j.account_id into v_account_id
  from generation.jobs as j
  where j.id = p_job_id
    and j.account_id = any(array(select private.my_accounts()));
  if not found then
    perform generation.refuse_job(p_job_id);
  end if;

  return v_account_id;
end;
$$;

revoke all on function generation.find_my_job(uuid) from public;
comment on function generation.find_my_job is 'The account of a job of the signed-in user.';

commit;
