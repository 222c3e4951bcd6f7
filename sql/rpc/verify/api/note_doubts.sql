-- Verify florin:api/note_doubts on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'api.note_doubts(text, text, text[])',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.note_doubts(text, text, text[])',
  'execute'
))::integer;

rollback;
