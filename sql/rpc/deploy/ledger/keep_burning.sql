-- Deploy florin:ledger/keep_burning to pg
-- requires: ledger/accounts_burning_rest

begin;

/*
 * Keeps on the account what is left of the bucket that burns next, so that charges need not write
 * that bucket's row. The only place where that begins.
 *
 * Locks   nothing: the caller holds the account's row, and has just planned its next bucket change
 */
create function ledger.keep_burning(p_account_id uuid)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  update ledger.accounts as a
  set burning_rest = b.remaining
  from ledger.buckets as b
  where a.id = p_account_id
    and b.account_id = p_account_id
    and b.id = a.burning_bucket_id
    and coalesce(a.next_bucket_change_at > now(), true);
end;
$$;

revoke all on function ledger.keep_burning(uuid) from public;
comment on function ledger.keep_burning is 'Keeps the burning bucket''s rest on the account.';

commit;
