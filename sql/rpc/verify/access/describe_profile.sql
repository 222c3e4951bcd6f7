-- Verify florin:access/describe_profile on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.describe_profile(access.profiles)',
  'execute'
))::integer;

rollback;
