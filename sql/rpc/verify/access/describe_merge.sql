-- Verify florin:access/describe_merge on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.describe_merge(uuid, uuid, uuid)',
  'execute'
))::integer;

rollback;
