-- Verify florin:access/check_profile on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.check_profile(access.profiles, jsonb)',
  'execute'
))::integer;

rollback;
