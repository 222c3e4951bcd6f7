-- Revert florin:ledger/recredit from pg

begin;

drop function ledger.recredit(uuid, bigint, ledger.microcredits);

commit;
