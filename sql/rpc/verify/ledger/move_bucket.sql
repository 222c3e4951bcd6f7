-- Verify florin:ledger/move_bucket on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'ledger.move_bucket(uuid, bigint, uuid)',
  'execute'
))::integer;

rollback;
