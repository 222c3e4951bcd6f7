-- Verify florin:ledger/refresh_buckets on pg

begin;

select 1 / has_function_privilege(
  'florin_worker',
  'ledger.refresh_buckets(integer)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'ledger.refresh_buckets(integer)',
  'execute'
))::integer;

rollback;
