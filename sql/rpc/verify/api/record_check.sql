-- Verify florin:api/record_check on pg

begin;

select 1 / has_function_privilege(
  'florin_worker',
  'api.record_check(uuid, text, timestamptz, text, bigint, bigint, bigint[])',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.record_check(uuid, text, timestamptz, text, bigint, bigint, bigint[])',
  'execute'
))::integer;

rollback;
