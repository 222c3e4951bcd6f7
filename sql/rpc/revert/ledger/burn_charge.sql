-- Revert florin:ledger/burn_charge from pg

begin;

drop function ledger.burn_charge(uuid, ledger.microcredits, timestamptz);

commit;
