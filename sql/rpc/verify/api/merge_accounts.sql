-- Verify florin:api/merge_accounts on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'api.merge_accounts(uuid, uuid, uuid, uuid)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.merge_accounts(uuid, uuid, uuid, uuid)',
  'execute'
))::integer;

rollback;
