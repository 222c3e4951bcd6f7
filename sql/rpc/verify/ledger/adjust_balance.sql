-- Verify florin:ledger/adjust_balance on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'ledger.adjust_balance(uuid, ledger.microcredits, text)',
  'execute'
))::integer;

rollback;
