-- Verify florin:api/extend_app_hold on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'api.extend_app_hold(uuid, uuid, uuid, bigint, integer)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.extend_app_hold(uuid, uuid, uuid, bigint, integer)',
  'execute'
))::integer;

rollback;
