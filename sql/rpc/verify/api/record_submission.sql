-- Verify florin:api/record_submission on pg

begin;

select 1 / has_function_privilege(
  'florin_worker',
  'api.record_submission(uuid, uuid, uuid, text, double precision)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.record_submission(uuid, uuid, uuid, text, double precision)',
  'execute'
))::integer;

rollback;
