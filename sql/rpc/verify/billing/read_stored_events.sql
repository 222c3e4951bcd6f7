-- Verify florin:billing/read_stored_events on pg

begin;

select 1 / has_function_privilege(
  'florin_worker',
  'billing.read_stored_events(text, text, text, integer)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'billing.read_stored_events(text, text, text, integer)',
  'execute'
))::integer;

rollback;
