-- Verify florin:api/settle_app_hold on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'api.settle_app_hold(uuid, uuid, uuid, bigint, text)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.settle_app_hold(uuid, uuid, uuid, bigint, text)',
  'execute'
))::integer;

rollback;
