-- Revert florin:ledger/overrun_hold from pg

begin;

drop function ledger.overrun_hold(uuid, uuid, ledger.microcredits);

commit;
