-- Verify florin:access/count_first_message on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.count_first_message(uuid, uuid, text, integer)',
  'execute'
))::integer;

rollback;
