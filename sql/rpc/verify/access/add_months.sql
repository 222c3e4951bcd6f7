-- Verify florin:access/add_months on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.add_months(timestamptz, integer)',
  'execute'
))::integer;

rollback;
