-- Deploy florin:access/my_personal_account to pg
-- requires: access/open_account

begin;

/*
 * The personal account of the signed-in user, opened on first sight: what the functions for users
 * act on. Called by definers only.
 *
 * Raises  FLMEM not signed in, or unknown to Auth · FLPLN no plan opens for this kind of user
 * Locks   as access.open_account
 */
create function access.my_personal_account()
returns uuid
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_user_id uuid := (select auth.uid());
begin
  if v_user_id is null then
    perform access.refuse_member(null, null);
  end if;

  return access.open_account(
    v_user_id, coalesce(((select auth.jwt()) ->> 'is_anonymous')::boolean, false)
  );
end;
$$;

revoke all on function access.my_personal_account() from public;
comment on function access.my_personal_account is 'The signed-in user''s account.';

commit;
