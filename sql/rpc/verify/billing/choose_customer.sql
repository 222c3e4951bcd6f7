-- Verify florin:billing/choose_customer on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'billing.choose_customer(uuid, text, text)',
  'execute'
))::integer;

rollback;
