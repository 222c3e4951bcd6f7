-- Verify florin:access/check_choices on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.check_choices(uuid, uuid, text[])',
  'execute'
))::integer;

rollback;
