-- Revert florin:ledger/extend_hold from pg

begin;

drop function ledger.extend_hold(uuid, uuid, ledger.microcredits, interval);

commit;
