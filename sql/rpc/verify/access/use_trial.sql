-- Verify florin:access/use_trial on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.use_trial(uuid, uuid, text, integer)',
  'execute'
))::integer;

rollback;
