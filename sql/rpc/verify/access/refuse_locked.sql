-- Verify florin:access/refuse_locked on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.refuse_locked(text, integer, integer)',
  'execute'
))::integer;

rollback;
