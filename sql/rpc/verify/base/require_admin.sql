-- Verify florin:base/require_admin on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'private.require_admin()',
  'execute'
))::integer;

rollback;
