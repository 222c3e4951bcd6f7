-- Verify florin:api/bind_chain on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'api.bind_chain(uuid, uuid, text, text, text, boolean)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.bind_chain(uuid, uuid, text, text, text, boolean)',
  'execute'
))::integer;

rollback;
