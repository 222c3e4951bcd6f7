-- Verify florin:access/credit_limit on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.credit_limit(uuid)',
  'execute'
))::integer;

rollback;
