-- Verify florin:access/admin_grant_credits on pg

begin;

select 1 / has_function_privilege(
  'authenticated',
  'access.admin_grant_credits(text, bigint, text, text)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'anon',
  'access.admin_grant_credits(text, bigint, text, text)',
  'execute'
))::integer;

rollback;
