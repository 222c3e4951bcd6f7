-- Verify florin:api/claim_notification_read on pg

begin;

select 1 / has_function_privilege(
  'florin_worker',
  'api.claim_notification_read(text, text, integer)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.claim_notification_read(text, text, integer)',
  'execute'
))::integer;

rollback;
