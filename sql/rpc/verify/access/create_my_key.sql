-- Verify florin:access/create_my_key on pg

begin;

select 1 / has_function_privilege(
  'authenticated',
  'access.create_my_key(text, text[], timestamptz, bigint, text, integer)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'anon',
  'access.create_my_key(text, text[], timestamptz, bigint, text, integer)',
  'execute'
))::integer;

rollback;
