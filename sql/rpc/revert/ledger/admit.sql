-- Revert florin:ledger/admit from pg

begin;

drop function ledger.admit(uuid, ledger.microcredits, integer, integer, boolean);

commit;
