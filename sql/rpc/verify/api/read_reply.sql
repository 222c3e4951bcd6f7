-- Verify florin:api/read_reply on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'api.read_reply(uuid, uuid)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.read_reply(uuid, uuid)',
  'execute'
))::integer;

rollback;
