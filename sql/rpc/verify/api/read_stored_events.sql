-- Verify florin:api/read_stored_events on pg

begin;

select 1 / has_function_privilege(
  'florin_worker',
  'api.read_stored_events(text, text, text, integer)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.read_stored_events(text, text, text, integer)',
  'execute'
))::integer;

rollback;
