-- Deploy florin:ledger/entries_policy to pg
-- requires: ledger/entries
-- requires: access/my_accounts

begin;

create policy members_read_their_entries on ledger.entries
for select to authenticated
using (account_id = any(array(select private.my_accounts())));

grant select on ledger.entries to authenticated;

commit;
