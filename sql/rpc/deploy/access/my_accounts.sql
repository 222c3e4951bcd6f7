-- Deploy florin:access/my_accounts to pg
-- requires: access/members

begin;

/*
 * The accounts that the signed-in user is a member of, for row level security. Use it as
 * `account_id = any(array(select private.my_accounts()))`: evaluated once per query, not per row.
 */
create function private.my_accounts()
returns setof uuid
language sql
stable
-- Definer: reads memberships without their own policies, which would recurse.
security definer
set search_path = ''
as $$
  select m.account_id
  from access.members as m
  where m.user_id = (select auth.uid());
$$;

revoke all on function private.my_accounts() from public;
grant execute on function private.my_accounts() to authenticated;
comment on function private.my_accounts is 'Accounts of the signed-in user.';

commit;
