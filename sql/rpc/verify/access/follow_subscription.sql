-- Verify florin:access/follow_subscription on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.follow_subscription(uuid, bigint, timestamptz, timestamptz, text)',
  'execute'
))::integer;

rollback;
