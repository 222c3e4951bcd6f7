-- Verify florin:generation/my_usage on pg

begin;

select 1 / has_function_privilege(
  'authenticated',
  'generation.my_usage(timestamptz, timestamptz, text)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'anon',
  'generation.my_usage(timestamptz, timestamptz, text)',
  'execute'
))::integer;

rollback;
