-- Verify florin:billing/claim_doubts on pg

begin;

select 1 / has_function_privilege(
  'florin_worker',
  'billing.claim_doubts(text, integer)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'billing.claim_doubts(text, integer)',
  'execute'
))::integer;

rollback;
