-- Verify florin:api/replay_dead_letters on pg

begin;

select 1 / has_function_privilege(
  'florin_worker',
  'api.replay_dead_letters(text, integer)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.replay_dead_letters(text, integer)',
  'execute'
))::integer;

rollback;
