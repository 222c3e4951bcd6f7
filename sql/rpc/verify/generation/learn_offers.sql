-- Verify florin:generation/learn_offers on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.learn_offers()',
  'execute'
))::integer;

rollback;
