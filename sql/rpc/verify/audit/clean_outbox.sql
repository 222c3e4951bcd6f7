-- Verify florin:audit/clean_outbox on pg

begin;

select 1 / has_function_privilege(
  'florin_worker',
  'audit.clean_outbox(integer)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'audit.clean_outbox(integer)',
  'execute'
))::integer;

rollback;
