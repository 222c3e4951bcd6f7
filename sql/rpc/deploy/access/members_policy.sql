-- Deploy florin:access/members_policy to pg
-- requires: access/members
-- requires: access/my_accounts

begin;

create policy members_see_each_other on access.members
for select to authenticated
using (account_id = any(array(select private.my_accounts())));

grant select (
  account_id, user_id, role, is_personal, created_at
) on access.members to authenticated;

commit;
