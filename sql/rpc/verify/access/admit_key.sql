-- Verify florin:access/admit_key on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.admit_key(uuid, uuid, boolean)',
  'execute'
))::integer;

rollback;
