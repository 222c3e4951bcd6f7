-- Deploy florin:ledger/open_account to pg
-- requires: ledger/accounts

begin;

/*
 * Opens an empty account.
 *
 * Raises  check violation on a negative overdraft
 */
create function ledger.open_account(p_overdraft_limit ledger.microcredits default 0)
returns uuid
language sql
volatile
set search_path = ''
as $$
  insert into ledger.accounts (overdraft_limit) values (p_overdraft_limit) returning id;
$$;

revoke all on function ledger.open_account(ledger.microcredits) from public;
comment on function ledger.open_account is 'Opens an empty account.';

commit;
