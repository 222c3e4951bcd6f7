-- Verify florin:access/find_attested_key on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'access.find_attested_key(uuid, uuid, text, bytea)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'access.find_attested_key(uuid, uuid, text, bytea)',
  'execute'
))::integer;

rollback;
