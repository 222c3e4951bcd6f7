-- Verify florin:api/rebuild_event on pg

begin;

select 1 / has_function_privilege(
  'florin_worker',
  'api.rebuild_event(text, text, text, jsonb)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.rebuild_event(text, text, text, jsonb)',
  'execute'
))::integer;

rollback;
