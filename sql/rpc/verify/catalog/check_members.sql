-- Verify florin:catalog/check_members on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'catalog.check_members(text, jsonb, text, text[])',
  'execute'
))::integer;

rollback;
