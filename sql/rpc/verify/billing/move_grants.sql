-- Verify florin:billing/move_grants on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'billing.move_grants(text, text, text[])',
  'execute'
))::integer;

rollback;
