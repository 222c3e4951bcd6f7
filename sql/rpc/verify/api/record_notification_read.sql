-- Verify florin:api/record_notification_read on pg

begin;

select 1 / has_function_privilege(
  'florin_worker',
  'api.record_notification_read(text, text, uuid, text, text, integer)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.record_notification_read(text, text, uuid, text, text, integer)',
  'execute'
))::integer;

rollback;
