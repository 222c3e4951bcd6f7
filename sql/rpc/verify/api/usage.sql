-- Verify florin:api/usage on pg

begin;

select 1 / has_function_privilege(
  'authenticated',
  'api.usage(timestamptz, timestamptz, text)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'anon',
  'api.usage(timestamptz, timestamptz, text)',
  'execute'
))::integer;

rollback;
