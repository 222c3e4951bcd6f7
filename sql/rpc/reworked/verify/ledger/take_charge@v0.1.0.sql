-- Verify florin:ledger/take_charge on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'ledger.take_charge('
  'uuid, bigint, bigint, bigint, uuid, timestamptz, bigint, ledger.entry_kind, text, '
  'ledger.usage_source)',
  'execute'
))::integer;

rollback;
