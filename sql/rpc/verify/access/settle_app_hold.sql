-- Verify florin:access/settle_app_hold on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'access.settle_app_hold(uuid, uuid, uuid, ledger.microcredits, text)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'access.settle_app_hold(uuid, uuid, uuid, ledger.microcredits, text)',
  'execute'
))::integer;

rollback;
