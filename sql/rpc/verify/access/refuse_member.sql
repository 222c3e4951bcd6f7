-- Verify florin:access/refuse_member on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.refuse_member(uuid, uuid)',
  'execute'
))::integer;

rollback;
