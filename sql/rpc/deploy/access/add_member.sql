-- Deploy florin:access/add_member to pg
-- requires: access/require_member
-- requires: access/refuse_argument
-- requires: ledger/refuse_account

begin;

/*
 * Lets another user act for an account, at the word of one of its owners; for a member, changes
 * the role. Returns whether anything changed.
 *
 * Raises  FLMEM the caller is no owner of it, or the user is unknown · FLACC not an active account
 *         FLARG unknown role, the account's own user, or more than 100 members
 * Locks   ledger.accounts row
 */
create function access.add_member(p_account_id uuid, p_user_id uuid, p_role text)
returns boolean
language plpgsql
volatile
-- Definer: users have no right to write any table.
security definer
set search_path = ''
as $$
declare
  v_status ledger.account_status;
  v_member access.members;
begin
  perform access.require_member(p_account_id, (select auth.uid()), true);
  if p_role is null or p_role not in ('owner', 'member') then
    perform access.refuse_argument('p_role', 'owner or member');
  end if;

  -- Additions of one account take turns, or two of them could be the hundredth.
  select status into strict v_status from ledger.accounts where id = p_account_id for update;
  if v_status <> 'active' then
    perform ledger.refuse_account(p_account_id, v_status::text);
  end if;

  select * into v_member
  from access.members
  where account_id = p_account_id and user_id = p_user_id;
  if v_member.is_personal then
    perform access.refuse_argument('p_user_id', 'the account is their own');
  elsif v_member.role = p_role then
    return false;
  elsif v_member.role is null then
    if not exists (select from auth.users where id = p_user_id) then
      perform access.refuse_member(p_account_id, p_user_id);
    end if;
    if (
      select count(*) >= 100
      from access.members
      where account_id = p_account_id and not is_personal
    ) then
      perform access.refuse_argument('p_user_id', 'an account has at most 100 members');
    end if;
  end if;

  insert into access.members (account_id, user_id, role)
  values (p_account_id, p_user_id, p_role)
  on conflict (account_id, user_id) do update set role = excluded.role;
  return true;
end;
$$;

revoke all on function access.add_member(uuid, uuid, text) from public;
grant execute on function access.add_member(uuid, uuid, text) to authenticated;
comment on function access.add_member is 'Lets another user act for an account.';

commit;
