-- Verify florin:generation/describe_finish on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.describe_finish('
  'generation.generation_status, ledger.usage_source, generation.priced, '
  'ledger.settlement)',
  'execute'
))::integer;

rollback;
