-- Verify florin:generation/cost_attempt on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.cost_attempt(bigint, jsonb, timestamptz)',
  'execute'
))::integer;

rollback;
