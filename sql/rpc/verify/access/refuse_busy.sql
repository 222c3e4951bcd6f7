-- Verify florin:access/refuse_busy on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.refuse_busy(uuid, ledger.microcredits, integer)',
  'execute'
))::integer;

rollback;
