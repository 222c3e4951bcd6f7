-- Verify florin:ledger/refresh_account on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'ledger.refresh_account(uuid, ledger.microcredits, timestamptz)',
  'execute'
))::integer;

rollback;
