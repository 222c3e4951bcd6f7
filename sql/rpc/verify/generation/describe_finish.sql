-- Verify florin:generation/describe_finish on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.describe_finish(generation.generations, ledger.settlement)',
  'execute'
))::integer;

rollback;
