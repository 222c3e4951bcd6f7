-- Verify florin:access/limit_app_holds on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.limit_app_holds(uuid)',
  'execute'
))::integer;

rollback;
