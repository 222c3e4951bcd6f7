-- Verify florin:billing/claim_reports on pg

begin;

select 1 / has_function_privilege(
  'florin_worker',
  'billing.claim_reports(text, integer, integer)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'billing.claim_reports(text, integer, integer)',
  'execute'
))::integer;

rollback;
