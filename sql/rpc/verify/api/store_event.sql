-- Verify florin:api/store_event on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'api.store_event(text, text, text, text, timestamptz, text)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.store_event(text, text, text, text, timestamptz, text)',
  'execute'
))::integer;

rollback;
