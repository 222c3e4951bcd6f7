-- Verify florin:access/merge_usage on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.merge_usage(uuid, uuid)',
  'execute'
))::integer;

rollback;
