-- Verify florin:generation/check_days on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.check_days(text, integer)',
  'execute'
))::integer;

rollback;
