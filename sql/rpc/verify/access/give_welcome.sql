-- Verify florin:access/give_welcome on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.give_welcome(uuid, uuid, text)',
  'execute'
))::integer;

rollback;
