-- Deploy florin:access/delete_user to pg
-- requires: access/close_account
-- requires: access/require_member
-- requires: access/refuse_argument

begin;

/*
 * Forgets a user: closes the account opened for them, and ends their memberships of others. One
 * whose account was merged into this one, and who is not its owner, only leaves it. No account
 * opens for them again, or deleting and coming back would be a source of credits. The row in
 * auth.users is the app's to delete. Running it again changes nothing.
 *
 * Raises  FLMEM not a member · FLARG the account is somebody else's
 * Locks   ledger.accounts row, before anything else is read
 */
create function access.delete_user(p_account_id uuid, p_user_id uuid)
returns void
language plpgsql
volatile
-- Definer: the service has no right on any table.
security definer
set search_path = ''
as $$
declare
  v_member access.members;
begin
  perform from ledger.accounts where id = p_account_id for update;
  if exists (
    select from access.closures where account_id = p_account_id and user_id = p_user_id
  ) then
    return;
  end if;

  perform access.require_member(p_account_id, p_user_id);
  select * into v_member
  from access.members
  where account_id = p_account_id and user_id = p_user_id;
  if not v_member.is_personal then
    perform access.refuse_argument('p_account_id', 'the user''s own account');
  end if;

  if v_member.role = 'owner' then
    perform access.close_account(p_account_id, 1000);
  else
    insert into access.closures (account_id, user_id) values (p_account_id, p_user_id);
  end if;
  delete from access.members where user_id = p_user_id;
end;
$$;

revoke all on function access.delete_user(uuid, uuid) from public;
grant execute on function access.delete_user(uuid, uuid) to florin_service;
comment on function access.delete_user is 'Forgets a user and closes their account.';

commit;
