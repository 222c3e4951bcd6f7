-- Verify florin:generation/roll_up on pg

begin;

select 1 / has_function_privilege(
  'florin_worker',
  'generation.roll_up(integer)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'generation.roll_up(integer)',
  'execute'
))::integer;

rollback;
