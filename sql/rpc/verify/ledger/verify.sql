-- Verify florin:ledger/verify on pg

begin;

select 1 / has_function_privilege('service_role', 'ledger.verify(uuid)', 'execute')::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'ledger.verify(uuid)',
  'execute'
))::integer;

rollback;
