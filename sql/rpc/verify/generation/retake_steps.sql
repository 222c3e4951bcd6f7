-- Verify florin:generation/retake_steps on pg

begin;

select 1 / has_function_privilege(
  'florin_worker',
  'generation.retake_steps(integer)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'generation.retake_steps(integer)',
  'execute'
))::integer;

rollback;
