-- Verify florin:access/open_standings on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.open_standings()',
  'execute'
))::integer;

rollback;
