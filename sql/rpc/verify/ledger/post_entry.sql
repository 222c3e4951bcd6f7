-- Verify florin:ledger/post_entry on pg

begin;

select 1 / (not has_function_privilege('florin_service',
  'ledger.post_entry('
  'uuid, ledger.microcredits, text, text, text, ledger.microcredits, uuid, text)', 'execute'))::integer;

rollback;
