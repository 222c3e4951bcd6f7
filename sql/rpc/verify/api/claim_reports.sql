-- Verify florin:api/claim_reports on pg

begin;

select 1 / has_function_privilege(
  'florin_worker',
  'api.claim_reports(text, integer, integer)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.claim_reports(text, integer, integer)',
  'execute'
))::integer;

rollback;
