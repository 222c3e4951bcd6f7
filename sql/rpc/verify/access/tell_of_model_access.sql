-- Verify florin:access/tell_of_model_access on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.tell_of_model_access()',
  'execute'
))::integer;

rollback;
