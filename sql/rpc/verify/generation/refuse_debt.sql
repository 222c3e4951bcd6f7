-- Verify florin:generation/refuse_debt on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.refuse_debt(ledger.microcredits)',
  'execute'
))::integer;

rollback;
