-- Verify florin:access/next_slice on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.next_slice(timestamptz, timestamptz)',
  'execute'
))::integer;

rollback;
