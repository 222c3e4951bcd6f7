-- Verify florin:ledger/move_credits on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'ledger.move_credits(uuid, uuid, boolean)',
  'execute'
))::integer;

rollback;
