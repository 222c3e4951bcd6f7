-- Verify florin:ledger/release_hold on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'ledger.release_hold(uuid, uuid, ledger.hold_status)',
  'execute'
))::integer;

rollback;
