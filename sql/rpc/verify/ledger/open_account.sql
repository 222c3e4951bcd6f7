-- Verify florin:ledger/open_account on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'ledger.open_account(ledger.microcredits)',
  'execute'
))::integer;

rollback;
