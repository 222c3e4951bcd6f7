-- Verify florin:access/describe_welcome on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.describe_welcome(uuid, text)',
  'execute'
))::integer;

rollback;
