-- Verify florin:api/expire_holds on pg

begin;

select 1 / has_function_privilege(
  'florin_worker',
  'api.expire_holds(integer)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.expire_holds(integer)',
  'execute'
))::integer;

rollback;
