-- Revert florin:ledger/release_hold from pg

begin;

drop function ledger.release_hold(uuid, uuid, ledger.hold_status);

commit;
