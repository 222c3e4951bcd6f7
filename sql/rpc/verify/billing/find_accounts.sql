-- Verify florin:billing/find_accounts on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'billing.find_accounts(text, text, text[])',
  'execute'
))::integer;

rollback;
