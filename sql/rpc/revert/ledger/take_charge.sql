-- Revert florin:ledger/take_charge from pg

begin;

drop function ledger.take_charge(
  ledger.accounts, uuid, timestamptz, ledger.microcredits, ledger.entry_kind, text,
  ledger.usage_source
);

commit;
