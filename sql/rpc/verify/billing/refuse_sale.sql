-- Verify florin:billing/refuse_sale on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'billing.refuse_sale(text, text)',
  'execute'
))::integer;

rollback;
