-- Verify florin:access/extend_key on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.extend_key(uuid, uuid, ledger.microcredits)',
  'execute'
))::integer;

rollback;
