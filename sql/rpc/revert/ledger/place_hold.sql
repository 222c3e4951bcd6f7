-- Revert florin:ledger/place_hold from pg

begin;

drop function ledger.place_hold(uuid, uuid, ledger.microcredits, interval, boolean);

commit;
