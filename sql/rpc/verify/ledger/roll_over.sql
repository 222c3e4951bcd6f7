-- Verify florin:ledger/roll_over on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'ledger.roll_over(uuid, timestamptz, ledger.microcredits, text, timestamptz)',
  'execute'
))::integer;

rollback;
