-- Verify florin:api/report_usage on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'api.report_usage(uuid, uuid, timestamptz, timestamptz, text)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.report_usage(uuid, uuid, timestamptz, timestamptz, text)',
  'execute'
))::integer;

rollback;
