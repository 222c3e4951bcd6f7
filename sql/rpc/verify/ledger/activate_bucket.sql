-- Verify florin:ledger/activate_bucket on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'ledger.activate_bucket(uuid, bigint)',
  'execute'
))::integer;

rollback;
