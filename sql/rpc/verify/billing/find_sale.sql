-- Verify florin:billing/find_sale on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'billing.find_sale(uuid, uuid, text, text, text)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'billing.find_sale(uuid, uuid, text, text, text)',
  'execute'
))::integer;

rollback;
