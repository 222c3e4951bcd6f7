-- Verify florin:access/refuse_key on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.refuse_key(uuid, uuid, uuid, ledger.microcredits, text)',
  'execute'
))::integer;

rollback;
