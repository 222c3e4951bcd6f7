-- Verify florin:access/note_departure on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.note_departure()',
  'execute'
))::integer;

rollback;
