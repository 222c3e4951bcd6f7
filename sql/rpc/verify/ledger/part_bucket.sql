-- Verify florin:ledger/part_bucket on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'ledger.part_bucket(uuid, bigint, uuid)',
  'execute'
))::integer;

rollback;
