-- Verify florin:access/overage_left on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.overage_left(uuid, timestamptz, ledger.microcredits)',
  'execute'
))::integer;

rollback;
