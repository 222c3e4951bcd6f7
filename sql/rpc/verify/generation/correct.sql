-- Verify florin:generation/correct on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.correct('
  'generation.bill, generation.generation_status, jsonb, ledger.usage_source, integer, '
  'jsonb, jsonb)',
  'execute'
))::integer;

rollback;
