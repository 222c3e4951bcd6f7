-- Verify florin:access/extend_key on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.extend_key(p_account_id uuid, p_key_id uuid, p_more bigint)',
  'execute'
))::integer;

rollback;
