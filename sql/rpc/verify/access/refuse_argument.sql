-- Verify florin:access/refuse_argument on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.refuse_argument(text, text)',
  'execute'
))::integer;

rollback;
