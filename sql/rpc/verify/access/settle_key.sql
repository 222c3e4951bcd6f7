-- Verify florin:access/settle_key on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.settle_key(p_account_id uuid, p_key_id uuid, p_reserved bigint, p_charged bigint)',
  'execute'
))::integer;

rollback;
