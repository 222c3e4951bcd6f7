-- Deploy florin:ledger/guard_burning to pg
-- requires: ledger/accounts_burning_rest

begin;

/*
 * Whoever writes the burning bucket without having its rest written back would write what is not
 * true, and have it written over later. Of the ledger's functions none does; this is for those to
 * come, for an older one that a transaction is still in while a release replaces it, and for hands.
 */
create function ledger.guard_burning()
returns trigger
language plpgsql
volatile
set search_path = ''
as $$
begin
  if exists (
    select
    from ledger.accounts as a
    where a.id = old.account_id
      and a.burning_bucket_id = old.id
      and a.burning_rest is not null
  ) then
    raise exception 'bucket % is behind its account', old.id using
      errcode = 'check_violation',
      constraint = 'burning_rest_is_booked_first',
      table = 'buckets',
      schema = 'ledger',
      detail = pg_catalog.json_build_object(
        'account_id', old.account_id, 'bucket_id', old.id
      )::text,
      hint = 'Lock the account''s row and call ledger.book_burning first.';
  end if;
  return null;
end;
$$;

revoke all on function ledger.guard_burning() from public;
comment on function ledger.guard_burning is 'Refuses to write a bucket that is behind.';

-- No charge waits for it: those that write a bucket are few.
create trigger burning_rest_is_booked_first
after update of remaining, account_id, id or delete on ledger.buckets
for each row
execute function ledger.guard_burning();

commit;
