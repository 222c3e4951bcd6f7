-- Verify florin:generation/find_settlement on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.find_settlement(uuid, uuid)',
  'execute'
))::integer;

rollback;
