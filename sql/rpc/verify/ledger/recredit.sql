-- Verify florin:ledger/recredit on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'ledger.recredit(uuid, bigint, ledger.microcredits)',
  'execute'
))::integer;

rollback;
