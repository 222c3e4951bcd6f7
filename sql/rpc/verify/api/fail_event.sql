-- Verify florin:api/fail_event on pg

begin;

select 1 / has_function_privilege(
  'florin_worker',
  'api.fail_event(text, text, text, text, boolean)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.fail_event(text, text, text, text, boolean)',
  'execute'
))::integer;

rollback;
