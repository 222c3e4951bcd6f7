-- Deploy florin:access/find_user_account to pg
-- requires: access/open_account
-- requires: access/refuse_argument

begin;

/*
 * For admins' functions: the personal account of a user, named by user id or e-mail address.
 * Opened where the user has none yet, so that one can be given something before their first visit.
 *
 * Raises  FLARG nobody is named so, or several are (an address may come with single sign-on too)
 * Locks   as access.open_account
 */
create function access.find_user_account(p_user text)
returns uuid
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_ids uuid[];
  v_is_anonymous boolean;
begin
  if p_user like '%@%' then
    -- Addresses are stored in lower case.
    select array_agg(u.id), bool_and(u.is_anonymous) into v_ids, v_is_anonymous
    from auth.users as u
    where u.email = lower(p_user) and u.deleted_at is null;
  elsif p_user ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then
    select array_agg(u.id), bool_and(u.is_anonymous) into v_ids, v_is_anonymous
    from auth.users as u
    where u.id = p_user::uuid and u.deleted_at is null;
  end if;
  if v_ids is null then
    perform access.refuse_argument('p_user', 'the id or e-mail address of a user');
  elsif cardinality(v_ids) > 1 then
    perform access.refuse_argument('p_user', 'several users have this address: give the id');
  end if;

  return access.open_account(v_ids[1], v_is_anonymous);
end;
$$;

revoke all on function access.find_user_account(text) from public;
comment on function access.find_user_account is 'A user''s account by user id or e-mail address.';

commit;
