-- Verify florin:ledger/burn_buckets on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'ledger.burn_buckets(uuid, ledger.microcredits, timestamptz)',
  'execute'
))::integer;

rollback;
