-- Verify florin:generation/clean_idempotency_keys on pg

begin;

select 1 / has_function_privilege(
  'florin_worker',
  'generation.clean_idempotency_keys(integer)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'generation.clean_idempotency_keys(integer)',
  'execute'
))::integer;

rollback;
