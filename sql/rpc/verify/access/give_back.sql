-- Verify florin:access/give_back on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.give_back(uuid, uuid, text, timestamptz, boolean)',
  'execute'
))::integer;

rollback;
