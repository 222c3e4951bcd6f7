-- Verify florin:billing/find_version on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'billing.find_version(text, timestamptz)',
  'execute'
))::integer;

rollback;
