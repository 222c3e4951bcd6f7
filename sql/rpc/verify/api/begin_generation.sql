-- Verify florin:api/begin_generation on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'api.begin_generation('
  'uuid, uuid, uuid, text, text, boolean, bigint, bigint, text, bytea, text, integer, '
  'text, integer, text, uuid)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.begin_generation('
  'uuid, uuid, uuid, text, text, boolean, bigint, bigint, text, bytea, text, integer, '
  'text, integer, text, uuid)',
  'execute'
))::integer;

rollback;
