-- Verify florin:ledger/overrun_hold on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'ledger.overrun_hold(uuid, uuid, ledger.microcredits)',
  'execute'
))::integer;

rollback;
