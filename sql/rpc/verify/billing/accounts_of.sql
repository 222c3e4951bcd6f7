-- Verify florin:billing/accounts_of on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'billing.accounts_of(uuid)',
  'execute'
))::integer;

rollback;
