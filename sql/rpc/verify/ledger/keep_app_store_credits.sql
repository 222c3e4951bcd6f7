-- Verify florin:ledger/keep_app_store_credits on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'ledger.keep_app_store_credits()',
  'execute'
))::integer;

rollback;
