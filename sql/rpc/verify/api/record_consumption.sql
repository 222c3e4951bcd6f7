-- Verify florin:api/record_consumption on pg

begin;

select 1 / has_function_privilege(
  'florin_worker',
  'api.record_consumption(text, text, text, text)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.record_consumption(text, text, text, text)',
  'execute'
))::integer;

rollback;
