-- Deploy florin:access/my_merged_accounts to pg
-- requires: access/my_accounts
-- requires: access/merges

begin;

/*
 * The accounts that the signed-in user is a member of, and those that were merged into them, for
 * row level security of what names accounts as they were.
 */
create function private.my_merged_accounts()
returns setof uuid
language sql
stable
-- Definer: reads memberships and merges without policies of their own.
security definer
set search_path = ''
as $$
  select a.id from private.my_accounts() as a (id)
  union all
  select m.account_id
  from access.merges as m
  join access.members as b on b.account_id = m.into_account_id
  where b.user_id = (select auth.uid());
$$;

revoke all on function private.my_merged_accounts() from public;
grant execute on function private.my_merged_accounts() to authenticated;
comment on function private.my_merged_accounts is
  'Accounts of the signed-in user, and those merged into them.';

commit;
