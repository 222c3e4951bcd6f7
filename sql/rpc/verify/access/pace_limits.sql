-- Verify florin:access/pace_limits on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.pace_limits(uuid)',
  'execute'
))::integer;

rollback;
