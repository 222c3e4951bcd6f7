-- Verify florin:ledger/admit_hold on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'ledger.admit_hold(uuid, ledger.microcredits, integer, integer, boolean)',
  'execute'
))::integer;

rollback;
