-- Verify florin:generation/find_offer on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.find_offer(uuid, uuid, text, text, boolean, bigint, bigint, integer)',
  'execute'
))::integer;

rollback;
