-- Verify florin:generation/sweep on pg

begin;

select 1 / has_function_privilege(
  'florin_worker',
  'generation.sweep(integer)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'generation.sweep(integer)',
  'execute'
))::integer;

rollback;
