-- Verify florin:api/create_api_key on pg

begin;

select 1 / has_function_privilege(
  'authenticated',
  'api.create_api_key(text, text[], timestamptz, bigint, text, integer)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'anon',
  'api.create_api_key(text, text[], timestamptz, bigint, text, integer)',
  'execute'
))::integer;

rollback;
