-- Deploy florin:access/move_member to pg
-- requires: access/members

begin;

/*
 * Points the user of a merged account to the other one, where a token of theirs that is still
 * about lands from now on, as a member: the owner stays who it was. Whoever else acted for the old
 * account does no longer, and its keys, which name it in their text, are gone.
 *
 * Locks   access.members rows; the caller holds both accounts' rows
 */
create function access.move_member(p_account_id uuid, p_into_account_id uuid, p_user_id uuid)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  -- First, since a user has one personal account.
  delete from access.members where account_id = p_account_id;

  insert into access.members as m (account_id, user_id, role, is_personal, is_anonymous)
  values (p_into_account_id, p_user_id, 'member', true, true)
  on conflict (account_id, user_id) do update set is_personal = true;
end;
$$;

revoke all on function access.move_member(uuid, uuid, uuid) from public;
comment on function access.move_member is 'Points a merged account''s user to the other one.';

commit;
