-- Verify florin:api/claim_job on pg

begin;

select 1 / has_function_privilege(
  'florin_worker',
  'api.claim_job(uuid, uuid, text, integer)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.claim_job(uuid, uuid, text, integer)',
  'execute'
))::integer;

rollback;
