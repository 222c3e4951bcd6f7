-- Verify florin:access/bill_overage on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.bill_overage(uuid, access.account_plans, timestamptz)',
  'execute'
))::integer;

rollback;
