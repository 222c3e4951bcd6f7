-- Verify florin:ledger/resize_bucket on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'ledger.resize_bucket(uuid, bigint, ledger.unsigned_microcredits)',
  'execute'
))::integer;

rollback;
