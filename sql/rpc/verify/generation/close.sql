-- Verify florin:generation/close on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.close('
  'uuid, uuid, generation.generation_status, jsonb, ledger.usage_source, integer, '
  'jsonb, boolean, jsonb, ledger.microcredits, integer)',
  'execute'
))::integer;

rollback;
