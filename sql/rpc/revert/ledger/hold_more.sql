-- Revert florin:ledger/hold_more from pg

begin;

drop function ledger.hold_more(uuid, ledger.microcredits);

commit;
