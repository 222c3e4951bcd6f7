-- Verify florin:billing/attribute on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'billing.attribute(text, text, text[])',
  'execute'
))::integer;

rollback;
