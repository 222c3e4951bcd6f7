-- Verify florin:access/count_event on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.count_event(uuid)',
  'execute'
))::integer;

rollback;
