-- Verify florin:access/extend_app_hold on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'access.extend_app_hold(uuid, uuid, uuid, ledger.microcredits, integer)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'access.extend_app_hold(uuid, uuid, uuid, ledger.microcredits, integer)',
  'execute'
))::integer;

rollback;
