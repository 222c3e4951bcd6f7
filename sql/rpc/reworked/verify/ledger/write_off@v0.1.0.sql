-- Verify florin:ledger/write_off on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'ledger.write_off(uuid)',
  'execute'
))::integer;

rollback;
