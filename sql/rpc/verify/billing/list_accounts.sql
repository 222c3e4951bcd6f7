-- Verify florin:billing/list_accounts on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'billing.list_accounts(uuid)',
  'execute'
))::integer;

rollback;
