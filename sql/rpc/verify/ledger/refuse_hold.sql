-- Verify florin:ledger/refuse_hold on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'ledger.refuse_hold(uuid, text)',
  'execute'
))::integer;

rollback;
