-- Deploy florin:ledger/accounts_policy to pg
-- requires: ledger/accounts
-- requires: access/my_accounts

begin;

create policy members_read_their_account on ledger.accounts
for select to authenticated
using (id = any(array(select private.my_accounts())));

grant select on ledger.accounts to authenticated;

commit;
