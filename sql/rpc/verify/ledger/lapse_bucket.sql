-- Verify florin:ledger/lapse_bucket on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'ledger.lapse_bucket(uuid, bigint, ledger.microcredits, ledger.microcredits, timestamptz)',
  'execute'
))::integer;

rollback;
