-- Verify florin:access/daily_limits on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.daily_limits(uuid, uuid)',
  'execute'
))::integer;

rollback;
