-- Verify florin:api/admin_set_price on pg

begin;

select 1 / has_function_privilege(
  'authenticated',
  'api.admin_set_price('
  'text, timestamptz, bigint, bigint, bigint, bigint, bigint, bigint, jsonb)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'anon',
  'api.admin_set_price('
  'text, timestamptz, bigint, bigint, bigint, bigint, bigint, bigint, jsonb)',
  'execute'
))::integer;

rollback;
