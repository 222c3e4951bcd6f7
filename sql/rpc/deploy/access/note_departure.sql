-- Deploy florin:access/note_departure to pg
-- requires: access/note_departure@v0.1.0
-- requires: access/departures
-- requires: access/members

begin;

/*
 * Trigger: notes which accounts members left, so that no worker has to look through all for those
 * nobody is left of. Auth deletes users, and memberships with them.
 *
 * In order, all that one statement deletes: of two users who share several accounts and are deleted
 * at once, each would wait for what the other has noted.
 */
create or replace function access.note_departure()
returns trigger
language plpgsql
volatile
-- Definer: Auth has no right on our tables.
security definer
set search_path = ''
as $$
begin
  insert into access.departures (account_id)
  select distinct g.account_id
  from gone as g
  order by g.account_id
  on conflict do nothing;
  return null;
end;
$$;

revoke all on function access.note_departure() from public;
comment on function access.note_departure is 'Notes which accounts members left.';

drop trigger departures_are_noted on access.members;

create trigger departures_are_noted
after delete on access.members
referencing old table as gone
for each statement execute function access.note_departure();

commit;
