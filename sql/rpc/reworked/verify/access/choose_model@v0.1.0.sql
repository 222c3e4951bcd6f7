-- Verify florin:access/choose_model on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.choose_model(uuid, uuid, text, text)',
  'execute'
))::integer;

rollback;
