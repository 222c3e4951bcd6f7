-- Verify florin:access/is_entitled on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.is_entitled(uuid, text, text)',
  'execute'
))::integer;

rollback;
