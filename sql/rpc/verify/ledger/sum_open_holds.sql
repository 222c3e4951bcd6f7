-- Verify florin:ledger/sum_open_holds on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'ledger.sum_open_holds(uuid, timestamptz)',
  'execute'
))::integer;

rollback;
