-- Verify florin:generation/begin on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'generation.begin('
  'uuid, uuid, uuid, text, text, boolean, bigint, bigint, text, bytea, text, integer, '
  'text, integer, text, uuid)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'generation.begin('
  'uuid, uuid, uuid, text, text, boolean, bigint, bigint, text, bytea, text, integer, '
  'text, integer, text, uuid)',
  'execute'
))::integer;

rollback;
