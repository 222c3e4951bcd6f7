-- Verify florin:billing/record_report on pg

begin;

select 1 / has_function_privilege(
  'florin_worker',
  'billing.record_report(uuid, bigint)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'billing.record_report(uuid, bigint)',
  'execute'
))::integer;

rollback;
