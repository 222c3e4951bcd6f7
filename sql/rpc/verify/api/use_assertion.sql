-- Verify florin:api/use_assertion on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'api.use_assertion(uuid, uuid, text, bytea, bigint)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.use_assertion(uuid, uuid, text, bytea, bigint)',
  'execute'
))::integer;

rollback;
