-- Verify florin:access/tell_of_purchase on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.tell_of_purchase(uuid, text, text)',
  'execute'
))::integer;

rollback;
