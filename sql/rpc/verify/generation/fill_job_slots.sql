-- Verify florin:generation/fill_job_slots on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.fill_job_slots(uuid)',
  'execute'
))::integer;

rollback;
