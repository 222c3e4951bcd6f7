-- Verify florin:access/settle_key on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.settle_key(uuid, uuid, ledger.microcredits, ledger.microcredits)',
  'execute'
))::integer;

rollback;
