-- Verify florin:access/next_budget_reset on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.next_budget_reset(text)',
  'execute'
))::integer;

rollback;
