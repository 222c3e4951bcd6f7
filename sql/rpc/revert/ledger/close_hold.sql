-- Revert florin:ledger/close_hold from pg

begin;

drop function ledger.close_hold(uuid, uuid, ledger.hold_status);

commit;
