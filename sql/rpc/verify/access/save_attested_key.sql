-- Verify florin:access/save_attested_key on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'access.save_attested_key(uuid, uuid, text, bytea, bytea, bytea, bytea)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'access.save_attested_key(uuid, uuid, text, bytea, bytea, bytea, bytea)',
  'execute'
))::integer;

rollback;
