-- Verify florin:ledger/take_charge on pg

begin;

select 1 / (not has_function_privilege('florin_service',
  'ledger.take_charge('
  'ledger.accounts, uuid, timestamptz, ledger.microcredits, text, text, text)', 'execute'))::integer;

rollback;
