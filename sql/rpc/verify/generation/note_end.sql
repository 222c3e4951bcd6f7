-- Verify florin:generation/note_end on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.note_end(uuid, uuid, ledger.settlement, boolean)',
  'execute'
))::integer;

rollback;
