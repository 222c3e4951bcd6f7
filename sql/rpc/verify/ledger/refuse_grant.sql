-- Verify florin:ledger/refuse_grant on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'ledger.refuse_grant('
  'ledger.bucket_source, text, ledger.microcredits, ledger.microcredits)',
  'execute'
))::integer;

rollback;
