-- Verify florin:api/read_trial_status on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'api.read_trial_status(uuid, uuid, text)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.read_trial_status(uuid, uuid, text)',
  'execute'
))::integer;

rollback;
