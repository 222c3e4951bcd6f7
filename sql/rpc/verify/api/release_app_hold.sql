-- Verify florin:api/release_app_hold on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'api.release_app_hold(uuid, uuid, uuid)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.release_app_hold(uuid, uuid, uuid)',
  'execute'
))::integer;

rollback;
