-- Verify florin:api/claim_checks on pg

begin;

select 1 / has_function_privilege(
  'florin_worker',
  'api.claim_checks(text, integer, integer)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.claim_checks(text, integer, integer)',
  'execute'
))::integer;

rollback;
