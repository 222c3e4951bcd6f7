-- Verify florin:access/choose_model on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.choose_model(p_account_id uuid, p_user_id uuid, p_persona text, p_api text)',
  'execute'
))::integer;

rollback;
