-- Verify florin:access/unlocked_by on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.unlocked_by(uuid, text, integer)',
  'execute'
))::integer;

rollback;
