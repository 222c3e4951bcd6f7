-- Verify florin:generation/tell_of_job on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.tell_of_job()',
  'execute'
))::integer;

rollback;
