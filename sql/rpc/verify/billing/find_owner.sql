-- Verify florin:billing/find_owner on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'billing.find_owner(text, text, text, text, text)',
  'execute'
))::integer;

rollback;
