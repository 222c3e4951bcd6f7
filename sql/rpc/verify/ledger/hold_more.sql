-- Verify florin:ledger/hold_more on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'ledger.hold_more(uuid, ledger.microcredits)',
  'execute'
))::integer;

rollback;
