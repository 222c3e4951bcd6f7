-- Revert florin:ledger/take_charge from pg

begin;

drop function ledger.take_charge(
  ledger.accounts, uuid, timestamptz, ledger.microcredits, text, text, text
);

commit;
