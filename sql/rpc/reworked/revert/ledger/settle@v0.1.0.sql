-- Revert florin:ledger/settle from pg

begin;

drop function ledger.settle(
  uuid, uuid, ledger.microcredits, timestamptz, integer, ledger.microcredits, text,
  ledger.usage_source
);

commit;
