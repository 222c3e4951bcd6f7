-- Verify florin:access/describe_key on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.describe_key(access.api_keys)',
  'execute'
))::integer;

rollback;
