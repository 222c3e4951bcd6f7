-- Verify florin:generation/report_usage on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'generation.report_usage(uuid, uuid, timestamptz, timestamptz, text)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'generation.report_usage(uuid, uuid, timestamptz, timestamptz, text)',
  'execute'
))::integer;

rollback;
