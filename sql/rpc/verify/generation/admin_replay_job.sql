-- Verify florin:generation/admin_replay_job on pg

begin;

select 1 / has_function_privilege(
  'authenticated',
  'generation.admin_replay_job(uuid)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'anon',
  'generation.admin_replay_job(uuid)',
  'execute'
))::integer;

rollback;
