-- Verify florin:ledger/claw_back on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'ledger.claw_back(uuid, ledger.bucket_source, text, ledger.microcredits, text)',
  'execute'
))::integer;

rollback;
