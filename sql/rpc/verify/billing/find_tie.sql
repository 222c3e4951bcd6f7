-- Verify florin:billing/find_tie on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'billing.find_tie(text, text, text, jsonb)',
  'execute'
))::integer;

rollback;
