-- Verify florin:ledger/tell_of_balance on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'ledger.tell_of_balance(uuid, text, ledger.microcredits, text)',
  'execute'
))::integer;

rollback;
