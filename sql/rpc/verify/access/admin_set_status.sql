-- Verify florin:access/admin_set_status on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.admin_set_status(text, text, ledger.account_status, text)',
  'execute'
))::integer;

rollback;
