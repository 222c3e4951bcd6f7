-- Verify florin:generation/refuse_offer on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.refuse_offer(uuid, text, text, generation.offer)',
  'execute'
))::integer;

rollback;
