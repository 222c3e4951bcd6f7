-- Verify florin:billing/claim_checks on pg

begin;

select 1 / has_function_privilege(
  'florin_worker',
  'billing.claim_checks(text, integer, integer)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'billing.claim_checks(text, integer, integer)',
  'execute'
))::integer;

rollback;
