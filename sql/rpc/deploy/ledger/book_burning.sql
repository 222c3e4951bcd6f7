-- Deploy florin:ledger/book_burning to pg
-- requires: ledger/accounts_burning_rest

begin;

/*
 * Writes what is left of the burning bucket back into its row, so that buckets can be read and
 * written; the next charge burns them by their rows, and keeps the rest on the account again.
 * Running it again changes nothing.
 *
 * Raises  no_data_found the account's burning bucket is not its own
 * Locks   nothing: the caller holds the account's row
 */
create function ledger.book_burning(p_account_id uuid)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_burning record;
begin
  select a.burning_bucket_id, a.burning_rest into v_burning
  from ledger.accounts as a
  where a.id = p_account_id
    and a.burning_rest is not null;
  if not found then
    return;
  end if;

  -- First, for a bucket is not written while its account keeps the rest (ledger.guard_burning).
  update ledger.accounts
  set burning_rest = null
  where id = p_account_id;

  update ledger.buckets
  set remaining = v_burning.burning_rest
  where account_id = p_account_id
    and id = v_burning.burning_bucket_id
  returning id into strict v_burning.burning_bucket_id;
end;
$$;

revoke all on function ledger.book_burning(uuid) from public;
comment on function ledger.book_burning is 'Writes the burning bucket''s rest back into its row.';

commit;
