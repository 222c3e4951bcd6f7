-- Verify florin:access/refuse_merge on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.refuse_merge(uuid, uuid, text)',
  'execute'
))::integer;

rollback;
