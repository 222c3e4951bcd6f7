-- Verify florin:access/record_my_model_event on pg

begin;

select 1 / has_function_privilege(
  'authenticated',
  'access.record_my_model_event(text, text)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'anon',
  'access.record_my_model_event(text, text)',
  'execute'
))::integer;

rollback;
