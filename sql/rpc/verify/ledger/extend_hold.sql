-- Verify florin:ledger/extend_hold on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'ledger.extend_hold(uuid, uuid, ledger.microcredits, interval)',
  'execute'
))::integer;

rollback;
