-- Verify florin:generation/charge on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.charge(generation.bill, generation.priced, ledger.usage_source)',
  'execute'
))::integer;

rollback;
