-- Verify florin:access/set_consumption_consent on pg

begin;

select 1 / has_function_privilege(
  'authenticated',
  'access.set_consumption_consent(boolean)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'anon',
  'access.set_consumption_consent(boolean)',
  'execute'
))::integer;

rollback;
