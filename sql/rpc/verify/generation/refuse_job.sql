-- Verify florin:generation/refuse_job on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.refuse_job(uuid)',
  'execute'
))::integer;

rollback;
