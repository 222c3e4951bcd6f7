-- Verify florin:ledger/hold_credits on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'ledger.hold_credits(uuid, ledger.microcredits, integer, integer, boolean)',
  'execute'
))::integer;

rollback;
