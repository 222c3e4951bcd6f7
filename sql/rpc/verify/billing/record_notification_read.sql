-- Verify florin:billing/record_notification_read on pg

begin;

select 1 / has_function_privilege(
  'florin_worker',
  'billing.record_notification_read(text, text, uuid, text, text, integer)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'billing.record_notification_read(text, text, uuid, text, text, integer)',
  'execute'
))::integer;

rollback;
