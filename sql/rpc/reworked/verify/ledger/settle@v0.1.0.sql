-- Verify florin:ledger/settle on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'ledger.settle('
  'uuid, uuid, ledger.microcredits, timestamptz, integer, ledger.microcredits, text, '
  'ledger.usage_source)',
  'execute'
))::integer;

rollback;
