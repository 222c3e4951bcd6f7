-- Verify florin:access/refuse_budget on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.refuse_budget(access.api_keys, ledger.microcredits)',
  'execute'
))::integer;

rollback;
