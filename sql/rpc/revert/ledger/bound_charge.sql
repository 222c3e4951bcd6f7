-- Revert florin:ledger/bound_charge from pg

begin;

drop function ledger.bound_charge(uuid, ledger.microcredits, timestamptz, ledger.microcredits);

commit;
