-- Verify florin:ledger/keep_burning on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service', 'ledger.keep_burning(uuid)', 'execute'
))::integer;

rollback;
