-- Verify florin:ledger/grant_credits on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'ledger.grant_credits('
  'uuid, ledger.bucket_source, text, ledger.microcredits, smallint, timestamptz, '
  'timestamptz)',
  'execute'
))::integer;

rollback;
