-- Verify florin:ledger/find_grant on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'ledger.find_grant(uuid, ledger.bucket_source, text, ledger.microcredits)',
  'execute'
))::integer;

rollback;
