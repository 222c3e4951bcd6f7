-- Verify florin:ledger/refuse_debt on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'ledger.refuse_debt(ledger.microcredits)',
  'execute'
))::integer;

rollback;
