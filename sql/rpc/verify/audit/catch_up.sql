-- Verify florin:audit/catch_up on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'audit.catch_up(audit.bookmark, xid8, integer)',
  'execute'
))::integer;

rollback;
