-- Verify florin:billing/find_chain_owners on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'billing.find_chain_owners(text, text, text)',
  'execute'
))::integer;

rollback;
