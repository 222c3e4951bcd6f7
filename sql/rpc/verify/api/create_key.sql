-- Verify florin:api/create_key on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'api.create_key(uuid, uuid, boolean, text, text[], timestamptz, bigint, text, integer)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.create_key(uuid, uuid, boolean, text, text[], timestamptz, bigint, text, integer)',
  'execute'
))::integer;

rollback;
