-- Verify florin:api/settle_doubt on pg

begin;

select 1 / has_function_privilege(
  'florin_worker',
  'api.settle_doubt(text, text, text)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.settle_doubt(text, text, text)',
  'execute'
))::integer;

rollback;
