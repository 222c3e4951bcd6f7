-- Verify florin:ledger/close_hold on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'ledger.close_hold(uuid, uuid, ledger.hold_status)',
  'execute'
))::integer;

rollback;
