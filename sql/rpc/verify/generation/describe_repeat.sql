-- Verify florin:generation/describe_repeat on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.describe_repeat(uuid, uuid, text, bytea)',
  'execute'
))::integer;

rollback;
