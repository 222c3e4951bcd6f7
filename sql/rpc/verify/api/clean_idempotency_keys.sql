-- Verify florin:api/clean_idempotency_keys on pg

begin;

select 1 / has_function_privilege(
  'florin_worker',
  'api.clean_idempotency_keys(integer)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.clean_idempotency_keys(integer)',
  'execute'
))::integer;

rollback;
