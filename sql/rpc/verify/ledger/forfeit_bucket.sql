-- Verify florin:ledger/forfeit_bucket on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'ledger.forfeit_bucket(uuid, bigint, ledger.microcredits)',
  'execute'
))::integer;

rollback;
