-- Verify florin:access/close_orphan on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.close_orphan(uuid)',
  'execute'
))::integer;

rollback;
