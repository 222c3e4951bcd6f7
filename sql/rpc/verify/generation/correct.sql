-- Verify florin:generation/correct on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.correct(generation.bill, bigint, ledger.usage_source)',
  'execute'
))::integer;

rollback;
