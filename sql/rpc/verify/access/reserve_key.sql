-- Verify florin:access/reserve_key on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.reserve_key(p_account_id uuid, p_user_id uuid, p_key_id uuid, p_amount bigint)',
  'execute'
))::integer;

rollback;
