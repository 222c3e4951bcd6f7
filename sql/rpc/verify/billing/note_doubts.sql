-- Verify florin:billing/note_doubts on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'billing.note_doubts(text, text, text[])',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'billing.note_doubts(text, text, text[])',
  'execute'
))::integer;

rollback;
