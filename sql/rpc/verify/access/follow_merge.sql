-- Verify florin:access/follow_merge on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.follow_merge(access.merges)',
  'execute'
))::integer;

rollback;
