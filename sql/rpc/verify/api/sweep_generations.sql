-- Verify florin:api/sweep_generations on pg

begin;

select 1 / has_function_privilege(
  'florin_worker',
  'api.sweep_generations(integer)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.sweep_generations(integer)',
  'execute'
))::integer;

rollback;
