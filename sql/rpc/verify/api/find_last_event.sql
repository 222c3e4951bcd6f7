-- Verify florin:api/find_last_event on pg

begin;

select 1 / has_function_privilege(
  'florin_worker',
  'api.find_last_event(text, text)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.find_last_event(text, text)',
  'execute'
))::integer;

rollback;
