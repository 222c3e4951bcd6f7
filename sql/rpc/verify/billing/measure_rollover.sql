-- Verify florin:billing/measure_rollover on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'billing.measure_rollover(uuid, bigint[], ledger.unsigned_microcredits)',
  'execute'
))::integer;

rollback;
