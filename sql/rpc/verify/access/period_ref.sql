-- Verify florin:access/period_ref on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.period_ref(text, timestamptz)',
  'execute'
))::integer;

rollback;
