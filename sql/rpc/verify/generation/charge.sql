-- Verify florin:generation/charge on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.charge(generation.generations, generation.priced, ledger.usage_source)',
  'execute'
))::integer;

rollback;
