-- Verify florin:generation/mark_roll_ups on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.mark_roll_ups()',
  'execute'
))::integer;

rollback;
