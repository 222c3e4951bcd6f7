-- Verify florin:access/admin_change_credits on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.admin_change_credits(text, text, bigint, text, text)',
  'execute'
))::integer;

rollback;
