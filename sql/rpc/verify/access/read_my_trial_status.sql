-- Verify florin:access/read_my_trial_status on pg

begin;

select 1 / has_function_privilege(
  'authenticated',
  'access.read_my_trial_status(text)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'anon',
  'access.read_my_trial_status(text)',
  'execute'
))::integer;

rollback;
