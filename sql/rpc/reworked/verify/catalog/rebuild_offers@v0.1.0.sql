-- Verify florin:catalog/rebuild_offers on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'catalog.rebuild_offers()',
  'execute'
))::integer;

rollback;
