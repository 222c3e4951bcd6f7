-- Verify florin:generation/sum_usage on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.sum_usage(uuid, timestamptz, timestamptz, text)',
  'execute'
))::integer;

rollback;
