-- Deploy florin:access/delete_my_account to pg
-- requires: access/delete_user

begin;

/*
 * access.delete_user for the signed-in user. Where no account was opened for them yet, there is
 * nothing to forget.
 *
 * Raises  FLMEM not signed in
 * Locks   as access.delete_user
 */
create function access.delete_my_account()
returns void
language plpgsql
volatile
-- Definer: users have no right to write any table.
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := (select auth.uid());
  v_account_id uuid;
begin
  if v_user_id is null then
    perform access.refuse_member(null, null);
  end if;

  select account_id into v_account_id
  from access.members
  where user_id = v_user_id and is_personal;
  if found then
    perform access.delete_user(v_account_id, v_user_id);
  end if;
end;
$$;

revoke all on function access.delete_my_account() from public;
grant execute on function access.delete_my_account() to authenticated;
comment on function access.delete_my_account is 'Forgets the signed-in user.';

commit;
