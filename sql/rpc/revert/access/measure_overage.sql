-- Revert florin:access/measure_overage from pg

begin;

drop function access.measure_overage(uuid, ledger.microcredits, timestamptz, timestamptz, text);

commit;
