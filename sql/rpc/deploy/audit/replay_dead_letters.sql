-- Deploy florin:audit/replay_dead_letters to pg
-- requires: audit/dead_letters

begin;

/*
 * Marks a sink's oldest dead letters, at most p_limit, to be sent once more under their old ids.
 * Returns how many. The worker sends them before what is new; what fails again is dead again.
 */
create function audit.replay_dead_letters(p_sink text, p_limit integer)
returns integer
language plpgsql
volatile
-- Definer: workers have no right on any table.
security definer
set search_path = ''
as $$
declare
  v_count integer;
begin
  update audit.dead_letters
  set is_replaying = true
  where id in (
    select id
    from audit.dead_letters
    where sink = p_sink and not is_replaying
    order by id
    limit p_limit
    for update skip locked
  );
  get diagnostics v_count = row_count;
  return v_count;
end;
$$;

revoke all on function audit.replay_dead_letters(text, integer) from public;
grant execute on function audit.replay_dead_letters(text, integer) to florin_worker;
comment on function audit.replay_dead_letters is 'Has dead letters sent once more.';

commit;
