-- Verify florin:api/read_catalog on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'api.read_catalog(uuid, uuid)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.read_catalog(uuid, uuid)',
  'execute'
))::integer;

rollback;
