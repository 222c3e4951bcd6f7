-- Revert florin:ledger/admit_hold from pg

begin;

drop function ledger.admit_hold(uuid, ledger.microcredits, integer, integer, boolean);

commit;
