-- Deploy florin:access/follow_merge to pg
-- requires: access/merges
-- requires: access/departures
-- requires: ledger/move_credits
-- requires: ledger/refresh_account

begin;

/*
 * Moves what came to a merged account since: a service that had lost the database corrects what
 * the sweeper charged, up or down. For a day; no generation ends later. Where somebody has the
 * other account's row, at the next visit.
 *
 * Locks   the other ledger.accounts row, if it is free; the caller holds this one's
 */
create function access.follow_merge(p_merge access.merges)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  perform from ledger.accounts where id = p_merge.into_account_id for update skip locked;
  if found then
    perform ledger.refresh_account(p_merge.account_id);
    perform ledger.refresh_account(p_merge.into_account_id);
    perform ledger.move_credits(p_merge.account_id, p_merge.into_account_id, false);
    if p_merge.merged_at < now() - interval '1 day' then
      delete from access.departures where account_id = p_merge.account_id;
      return;
    end if;
  end if;

  update access.departures
  set due_at = now() + interval '10 minutes'
  where account_id = p_merge.account_id;
end;
$$;

revoke all on function access.follow_merge(access.merges) from public;
comment on function access.follow_merge is 'Moves what came to a merged account since.';

commit;
