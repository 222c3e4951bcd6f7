-- Verify florin:access/find_time_zone on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.find_time_zone(uuid, uuid)',
  'execute'
))::integer;

rollback;
