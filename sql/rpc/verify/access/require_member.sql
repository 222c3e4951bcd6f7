-- Verify florin:access/require_member on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.require_member(uuid, uuid, boolean)',
  'execute'
))::integer;

rollback;
