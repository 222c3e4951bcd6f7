-- Verify florin:ledger/verify_rows on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'ledger.verify_rows(uuid)',
  'execute'
))::integer;

rollback;
