-- Verify florin:access/refuse_locked on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.refuse_locked(p_account_id uuid, p_model_id text)',
  'execute'
))::integer;

rollback;
