-- Deploy florin:generation/read_job to pg
-- requires: generation/describe_job
-- requires: access/require_member

begin;

/*
 * One job as it is now, or null where the account has none of that id.
 *
 * Raises  FLMEM not a member
 */
create function generation.read_job(p_account_id uuid, p_user_id uuid, p_job_id uuid)
returns json
language plpgsql
stable
-- Definer: the service has no right on any table.
security definer
set search_path = ''
as $$
declare
  v_job json;
begin
  perform access.require_member(p_account_id, p_user_id);

  select generation.describe_job(j) into v_job
  from generation.jobs as j
  where j.account_id = p_account_id
    and j.id = p_job_id
    and j.deleted_at is null;
  return v_job;
end;
$$;

revoke all on function generation.read_job(uuid, uuid, uuid) from public;
grant execute on function generation.read_job(uuid, uuid, uuid) to florin_service;
comment on function generation.read_job is 'One job as it is now.';

commit;
