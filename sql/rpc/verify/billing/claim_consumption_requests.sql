-- Verify florin:billing/claim_consumption_requests on pg

begin;

select 1 / has_function_privilege(
  'florin_worker',
  'billing.claim_consumption_requests(integer, integer)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'billing.claim_consumption_requests(integer, integer)',
  'execute'
))::integer;

rollback;
