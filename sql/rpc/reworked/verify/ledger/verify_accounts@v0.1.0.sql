-- Verify florin:ledger/verify_accounts on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'ledger.verify_accounts(uuid)',
  'execute'
))::integer;

rollback;
