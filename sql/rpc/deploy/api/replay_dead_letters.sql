-- Deploy florin:api/replay_dead_letters to pg
-- requires: audit/replay_dead_letters

begin;

-- Thin and security invoker, as the exposed schema asks.
-- audit.replay_dead_letters has the rules.
create function api.replay_dead_letters(p_sink text, p_limit integer)
returns integer
language plpgsql
volatile
set search_path = ''
as $$
begin
  return audit.replay_dead_letters(p_sink, p_limit);
end;
$$;

revoke all on function api.replay_dead_letters(text, integer) from public;
grant execute on function api.replay_dead_letters(text, integer) to florin_worker;
comment on function api.replay_dead_letters is
  'Has dead letters sent once more.';

commit;
