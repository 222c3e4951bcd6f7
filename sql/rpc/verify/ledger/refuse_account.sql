-- Verify florin:ledger/refuse_account on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'ledger.refuse_account(uuid, text)',
  'execute'
))::integer;

rollback;
