-- Verify florin:api/clean_outbox on pg

begin;

select 1 / has_function_privilege(
  'florin_worker',
  'api.clean_outbox(integer)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.clean_outbox(integer)',
  'execute'
))::integer;

rollback;
