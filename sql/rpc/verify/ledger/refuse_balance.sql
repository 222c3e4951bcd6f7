-- Verify florin:ledger/refuse_balance on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'ledger.refuse_balance(ledger.microcredits, ledger.microcredits)',
  'execute'
))::integer;

rollback;
