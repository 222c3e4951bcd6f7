-- Verify florin:generation/claim_job on pg

begin;

select 1 / has_function_privilege(
  'florin_worker',
  'generation.claim_job(uuid, uuid, text, integer)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'generation.claim_job(uuid, uuid, text, integer)',
  'execute'
))::integer;

rollback;
