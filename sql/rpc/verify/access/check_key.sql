-- Verify florin:access/check_key on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.check_key(text, text[], timestamptz, bigint, text, integer)',
  'execute'
))::integer;

rollback;
