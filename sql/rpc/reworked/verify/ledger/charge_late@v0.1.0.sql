-- Verify florin:ledger/charge_late on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'ledger.charge_late('
  'uuid, uuid, timestamptz, ledger.microcredits, text, ledger.usage_source)',
  'execute'
))::integer;

rollback;
