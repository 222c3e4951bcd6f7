-- Deploy florin:generation/limit_jobs to pg
-- requires: generation/jobs

begin;

/*
 * Refuses a job that is one too many: one's own line must not become a store of held credits.
 * Returns whether a slot is free, so that it need not wait.
 *
 * Raises  FLLIM the plan's number of open jobs is reached
 * Locks   nothing: the caller holds the account's row, so that nobody adds another meanwhile
 */
create function generation.limit_jobs(p_account_id uuid, p_max_running integer, p_max_open integer)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
declare
  v_open integer;
  v_at_work integer;
begin
  select count(*) into v_open
  from (
    select
    from generation.jobs as j
    where j.account_id = p_account_id and j.finished_at is null
    limit p_max_open
  ) as o;
  if v_open >= p_max_open then
    raise exception '% jobs are open, % are allowed', v_open, p_max_open using
      errcode = 'FLLIM',
      detail = pg_catalog.json_build_object(
        'limit_source', 'open_jobs', 'limit', p_max_open, 'remaining', 0, 'resets_at', null,
        'retry_after_s', 5
      )::text,
      hint = 'Wait until one of the jobs has ended, or cancel one.';
  end if;

  select count(*) into v_at_work
  from generation.jobs as j
  where j.account_id = p_account_id
    and j.finished_at is null
    and j.enqueued_at is not null;
  return v_at_work < p_max_running;
end;
$$;

revoke all on function generation.limit_jobs(uuid, integer, integer) from public;
comment on function generation.limit_jobs is 'Raises FLLIM where too many jobs are open.';

commit;
