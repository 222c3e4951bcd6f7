-- Revert florin:ledger/take_charge from pg

begin;

drop function ledger.take_charge(
  uuid, bigint, bigint, bigint, uuid, timestamptz, bigint, ledger.entry_kind, text,
  ledger.usage_source
);

commit;
