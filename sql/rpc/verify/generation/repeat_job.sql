-- Verify florin:generation/repeat_job on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.repeat_job(uuid, uuid, text, bytea)',
  'execute'
))::integer;

rollback;
