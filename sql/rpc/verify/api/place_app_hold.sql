-- Verify florin:api/place_app_hold on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'api.place_app_hold(uuid, uuid, text, bytea, bigint, integer, text)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.place_app_hold(uuid, uuid, text, bytea, bigint, integer, text)',
  'execute'
))::integer;

rollback;
