-- Verify florin:audit/ensure_sink on pg

begin;

select 1 / has_function_privilege(
  'florin_worker',
  'audit.ensure_sink(text, text)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'audit.ensure_sink(text, text)',
  'execute'
))::integer;

rollback;
