-- Verify florin:api/admin_take_credits on pg

begin;

select 1 / has_function_privilege(
  'authenticated',
  'api.admin_take_credits(text, bigint, text, text)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'anon',
  'api.admin_take_credits(text, bigint, text, text)',
  'execute'
))::integer;

rollback;
