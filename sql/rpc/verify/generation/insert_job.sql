-- Verify florin:generation/insert_job on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.insert_job(uuid, uuid, uuid, jsonb, text, generation.job_quote)',
  'execute'
))::integer;

rollback;
