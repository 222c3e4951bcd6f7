-- Verify florin:access/know_device on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.know_device(uuid, text, bytea)',
  'execute'
))::integer;

rollback;
