-- Verify florin:base/refuse_change on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'private.refuse_change()',
  'execute'
))::integer;

rollback;
