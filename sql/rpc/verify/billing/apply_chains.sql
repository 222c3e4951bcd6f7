-- Verify florin:billing/apply_chains on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'billing.apply_chains(text, text, text[])',
  'execute'
))::integer;

rollback;
