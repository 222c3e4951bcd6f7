-- Verify florin:generation/note_correction on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.note_correction('
  'generation.bill, generation.generation_status, ledger.usage_source, bigint)',
  'execute'
))::integer;

rollback;
