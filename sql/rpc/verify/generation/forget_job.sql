-- Verify florin:generation/forget_job on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.forget_job(uuid, uuid)',
  'execute'
))::integer;

rollback;
