-- Verify florin:api/roll_up_usage on pg

begin;

select 1 / has_function_privilege(
  'florin_worker',
  'api.roll_up_usage(integer)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.roll_up_usage(integer)',
  'execute'
))::integer;

rollback;
