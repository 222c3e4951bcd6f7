-- Verify florin:generation/describe_end on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.describe_end(uuid, uuid)',
  'execute'
))::integer;

rollback;
