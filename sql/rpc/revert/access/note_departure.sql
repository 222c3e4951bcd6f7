-- Revert florin:access/note_departure from pg

begin;

drop trigger departures_are_noted on access.members;

/*
 * Trigger: notes that a member left, so that no worker has to look through all accounts for those
 * nobody is left of. Auth deletes users, and memberships with them.
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
  values (old.account_id)
  on conflict do nothing;
  return null;
end;
$$;

revoke all on function access.note_departure() from public;
comment on function access.note_departure is 'Notes that a member left an account.';

create trigger departures_are_noted
after delete on access.members
for each row execute function access.note_departure();

commit;
