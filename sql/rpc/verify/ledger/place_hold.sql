-- Verify florin:ledger/place_hold on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'ledger.place_hold(uuid, uuid, ledger.microcredits, interval, boolean)',
  'execute'
))::integer;

rollback;
