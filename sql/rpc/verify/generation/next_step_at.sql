-- Verify florin:generation/next_step_at on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.next_step_at(timestamptz, timestamptz, double precision)',
  'execute'
))::integer;

rollback;
