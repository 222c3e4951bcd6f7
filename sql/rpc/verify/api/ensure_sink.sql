-- Verify florin:api/ensure_sink on pg

begin;

select 1 / has_function_privilege(
  'florin_worker',
  'api.ensure_sink(text, text)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.ensure_sink(text, text)',
  'execute'
))::integer;

rollback;
