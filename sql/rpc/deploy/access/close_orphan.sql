-- Deploy florin:access/close_orphan to pg
-- requires: access/close_account
-- requires: access/departures

begin;

/*
 * Closes an account that nobody is left of, and says when to look at it again: while something
 * still runs, or more of its history is to be gone through.
 *
 * Locks   nothing: the caller holds the account's row
 */
create function access.close_orphan(p_account_id uuid)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  perform access.close_account(p_account_id, 5000);

  -- All zeros is nobody, see generation.scrub.
  if exists (
    select
    from generation.generations as g
    where g.account_id = p_account_id
      and g.user_id <> '00000000-0000-0000-0000-000000000000'
  ) or exists (
    select
    from generation.jobs as j
    where j.account_id = p_account_id
      and j.user_id <> '00000000-0000-0000-0000-000000000000'
  ) or exists (
    select
    from ledger.accounts as a
    where a.id = p_account_id
      and (a.held > 0 or a.open_generations > 0)
  ) then
    update access.departures
    set due_at = now() + interval '1 minute'
    where account_id = p_account_id;
  else
    delete from access.departures where account_id = p_account_id;
  end if;
end;
$$;

revoke all on function access.close_orphan(uuid) from public;
comment on function access.close_orphan is 'Closes an account that nobody is left of.';

commit;
