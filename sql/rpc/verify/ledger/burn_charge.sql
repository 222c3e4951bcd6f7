-- Verify florin:ledger/burn_charge on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'ledger.burn_charge(uuid, ledger.microcredits, timestamptz)',
  'execute'
))::integer;

rollback;
