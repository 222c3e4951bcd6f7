-- Verify florin:billing/note_unmapped on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'billing.note_unmapped(text, text, text[])',
  'execute'
))::integer;

rollback;
