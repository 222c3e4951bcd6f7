-- Verify florin:generation/find_bill on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.find_bill(uuid, uuid)',
  'execute'
))::integer;

rollback;
