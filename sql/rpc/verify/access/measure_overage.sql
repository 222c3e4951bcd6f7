-- Verify florin:access/measure_overage on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.measure_overage(uuid, ledger.microcredits, timestamptz, timestamptz, text)',
  'execute'
))::integer;

rollback;
