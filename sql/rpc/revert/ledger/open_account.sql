-- Revert florin:ledger/open_account from pg

begin;

drop function ledger.open_account(ledger.microcredits);

commit;
