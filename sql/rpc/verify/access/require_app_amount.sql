-- Verify florin:access/require_app_amount on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.require_app_amount(ledger.microcredits)',
  'execute'
))::integer;

rollback;
