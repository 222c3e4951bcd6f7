-- Verify florin:access/create_key on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'access.create_key(uuid, uuid, boolean, text, text[], timestamptz, bigint, text, integer)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'access.create_key(uuid, uuid, boolean, text, text[], timestamptz, bigint, text, integer)',
  'execute'
))::integer;

rollback;
