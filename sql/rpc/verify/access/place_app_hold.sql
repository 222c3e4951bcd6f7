-- Verify florin:access/place_app_hold on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'access.place_app_hold(uuid, uuid, text, bytea, ledger.microcredits, integer, text)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'access.place_app_hold(uuid, uuid, text, bytea, ledger.microcredits, integer, text)',
  'execute'
))::integer;

rollback;
