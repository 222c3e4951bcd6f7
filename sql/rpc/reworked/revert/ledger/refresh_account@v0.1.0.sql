-- Revert florin:ledger/refresh_account from pg

begin;

drop function ledger.refresh_account(uuid, ledger.microcredits, timestamptz);

commit;
