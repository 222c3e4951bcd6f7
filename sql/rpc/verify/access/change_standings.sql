-- Verify florin:access/change_standings on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.change_standings()',
  'execute'
))::integer;

rollback;
