-- Verify florin:generation/extend_hold on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'generation.extend_hold(uuid, uuid, ledger.microcredits, integer)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'generation.extend_hold(uuid, uuid, ledger.microcredits, integer)',
  'execute'
))::integer;

rollback;
