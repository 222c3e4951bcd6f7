-- Verify florin:ledger/plan_bucket_change on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'ledger.plan_bucket_change(uuid)',
  'execute'
))::integer;

rollback;
