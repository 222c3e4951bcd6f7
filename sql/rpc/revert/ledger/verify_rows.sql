-- Revert florin:ledger/verify_rows from pg

begin;

drop function ledger.verify_rows(uuid);

commit;
