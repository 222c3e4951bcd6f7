-- Deploy florin:generation/cancel_jobs to pg
-- requires: generation/cancel_one_job

begin;

/*
 * Cancels an account's open jobs, at most p_limit of them: nobody is left to want them. Those that
 * a provider may have still end by its verdict, and are charged if they succeeded.
 *
 * Locks   as generation.cancel_one_job; the caller holds the account's row
 */
create function generation.cancel_jobs(p_account_id uuid, p_limit integer)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_id uuid;
begin
  for v_id in
    select j.id
    from generation.jobs as j
    where j.account_id = p_account_id
      and j.finished_at is null
      and j.cancel_requested_at is null
    -- The last first: what ends gives its slot to the oldest that waits.
    order by j.created_at desc, j.id desc
    limit p_limit
  loop
    perform generation.cancel_one_job(p_account_id, v_id);
  end loop;
end;
$$;

revoke all on function generation.cancel_jobs(uuid, integer) from public;
comment on function generation.cancel_jobs is 'Cancels an account''s open jobs.';

commit;
