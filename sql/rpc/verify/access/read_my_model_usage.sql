-- Verify florin:access/read_my_model_usage on pg

begin;

select 1 / has_function_privilege(
  'authenticated',
  'access.read_my_model_usage(text)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'anon',
  'access.read_my_model_usage(text)',
  'execute'
))::integer;

rollback;
