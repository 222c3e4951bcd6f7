-- Verify florin:access/find_period on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.find_period(timestamptz, timestamptz)',
  'execute'
))::integer;

rollback;
