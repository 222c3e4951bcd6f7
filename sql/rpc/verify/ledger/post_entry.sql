-- Verify florin:ledger/post_entry on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'ledger.post_entry('
  'uuid, ledger.microcredits, ledger.entry_kind, ledger.contra_account, text, '
  'ledger.microcredits, uuid, ledger.usage_source)',
  'execute'
))::integer;

rollback;
