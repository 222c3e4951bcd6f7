-- Revert florin:billing/measure_rollover from pg

begin;

drop function billing.measure_rollover(uuid, bigint[], ledger.unsigned_microcredits);

commit;
