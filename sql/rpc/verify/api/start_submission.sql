-- Verify florin:api/start_submission on pg

begin;

select 1 / has_function_privilege(
  'florin_worker',
  'api.start_submission(uuid, uuid, uuid)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.start_submission(uuid, uuid, uuid)',
  'execute'
))::integer;

rollback;
