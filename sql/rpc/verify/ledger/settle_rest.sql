-- Verify florin:ledger/settle_rest on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'ledger.settle_rest(uuid, uuid, ledger.microcredits, text, ledger.usage_source)',
  'execute'
))::integer;

rollback;
