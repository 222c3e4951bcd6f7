-- Verify florin:access/merge_accounts on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'access.merge_accounts(uuid, uuid, uuid, uuid)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'access.merge_accounts(uuid, uuid, uuid, uuid)',
  'execute'
))::integer;

rollback;
