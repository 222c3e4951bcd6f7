-- Verify florin:access/describe_app_hold on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.describe_app_hold(uuid, uuid)',
  'execute'
))::integer;

rollback;
