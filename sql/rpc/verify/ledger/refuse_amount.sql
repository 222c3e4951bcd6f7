-- Verify florin:ledger/refuse_amount on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'ledger.refuse_amount(ledger.microcredits, text)',
  'execute'
))::integer;

rollback;
