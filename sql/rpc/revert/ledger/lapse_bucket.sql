-- Revert florin:ledger/lapse_bucket from pg

begin;

drop function ledger.lapse_bucket(
  uuid, bigint, ledger.microcredits, ledger.microcredits, timestamptz
);

commit;
