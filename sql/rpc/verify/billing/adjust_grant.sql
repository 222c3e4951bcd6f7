-- Verify florin:billing/adjust_grant on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'billing.adjust_grant(uuid, billing.grants, ledger.microcredits, ledger.microcredits)',
  'execute'
))::integer;

rollback;
