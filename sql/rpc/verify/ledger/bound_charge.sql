-- Verify florin:ledger/bound_charge on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'ledger.bound_charge(uuid, ledger.microcredits, timestamptz, ledger.microcredits)',
  'execute'
))::integer;

rollback;
