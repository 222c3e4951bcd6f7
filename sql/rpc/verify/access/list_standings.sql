-- Verify florin:access/list_standings on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.list_standings(uuid, uuid, text)',
  'execute'
))::integer;

rollback;
