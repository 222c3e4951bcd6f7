-- Verify florin:access/count_message on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.count_message(uuid, uuid, text, integer)',
  'execute'
))::integer;

rollback;
