-- Verify florin:ledger/refuse_pace on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'ledger.refuse_pace(timestamptz, integer)',
  'execute'
))::integer;

rollback;
