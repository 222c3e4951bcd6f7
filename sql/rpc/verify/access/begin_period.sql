-- Verify florin:access/begin_period on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.begin_period(uuid)',
  'execute'
))::integer;

rollback;
