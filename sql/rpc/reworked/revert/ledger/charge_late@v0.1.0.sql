-- Revert florin:ledger/charge_late from pg

begin;

drop function ledger.charge_late(
  uuid, uuid, timestamptz, ledger.microcredits, text, ledger.usage_source
);

commit;
