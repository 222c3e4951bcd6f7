-- Verify florin:access/renew_periods on pg

begin;

select 1 / has_function_privilege(
  'florin_worker',
  'access.renew_periods(integer)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'access.renew_periods(integer)',
  'execute'
))::integer;

rollback;
