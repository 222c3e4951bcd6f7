-- Verify florin:generation/close_days on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.close_days()',
  'execute'
))::integer;

rollback;
