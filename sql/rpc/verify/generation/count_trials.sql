-- Verify florin:generation/count_trials on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.count_trials(timestamptz)',
  'execute'
))::integer;

rollback;
