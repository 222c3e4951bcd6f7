-- Deploy florin:audit/record_replay to pg
-- requires: audit/dead_letters

begin;

/*
 * Deletes the replayed letters up to p_up_to, which were taken. The next one, where p_error says
 * that it was not, is dead again: a replay is one try.
 */
create function audit.record_replay(p_sink text, p_up_to bigint, p_error text)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  delete from audit.dead_letters where sink = p_sink and is_replaying and id <= p_up_to;

  if p_error is not null then
    update audit.dead_letters
    set is_replaying = false, last_error = p_error
    where id = (
      select id
      from audit.dead_letters
      where sink = p_sink and is_replaying
      order by id
      limit 1
    );
  end if;
end;
$$;

revoke all on function audit.record_replay(text, bigint, text) from public;
comment on function audit.record_replay is 'Notes how a replay of dead letters went.';

commit;
