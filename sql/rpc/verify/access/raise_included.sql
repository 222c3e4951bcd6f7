-- Verify florin:access/raise_included on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.raise_included(uuid, access.account_plans)',
  'execute'
))::integer;

rollback;
