-- Deploy florin:api/my_accounts to pg
-- requires: access/members_policy
-- requires: ledger/accounts_policy

begin;

create view api.my_accounts
with (security_invoker = true)
as
select
  m.account_id,
  m.role,
  m.is_personal,
  a.status,
  m.created_at as member_since
from access.members as m
join ledger.accounts as a on a.id = m.account_id
where m.user_id = (select auth.uid());

grant select on api.my_accounts to authenticated;
comment on view api.my_accounts is 'The accounts that the signed-in user may act for.';

commit;
