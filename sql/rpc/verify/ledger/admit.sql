-- Verify florin:ledger/admit on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'ledger.admit(uuid, ledger.microcredits, integer, integer, boolean)',
  'execute'
))::integer;

rollback;
