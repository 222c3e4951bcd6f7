-- Verify florin:api/retake_steps on pg

begin;

select 1 / has_function_privilege(
  'florin_worker',
  'api.retake_steps(integer)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.retake_steps(integer)',
  'execute'
))::integer;

rollback;
