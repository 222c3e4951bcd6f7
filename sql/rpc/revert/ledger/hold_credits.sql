-- Revert florin:ledger/hold_credits from pg

begin;

drop function ledger.hold_credits(uuid, ledger.microcredits, integer, integer, boolean);

commit;
