-- Verify florin:access/check_merge on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.check_merge(uuid, uuid, uuid, uuid)',
  'execute'
))::integer;

rollback;
