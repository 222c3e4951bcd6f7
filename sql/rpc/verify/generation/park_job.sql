-- Verify florin:generation/park_job on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.park_job(uuid, uuid)',
  'execute'
))::integer;

rollback;
