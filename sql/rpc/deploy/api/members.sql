-- Deploy florin:api/members to pg
-- requires: access/members_policy

begin;

create view api.members
with (security_invoker = true)
as
select
  m.account_id,
  m.user_id,
  m.role,
  m.is_personal,
  m.created_at as member_since
from access.members as m;

grant select on api.members to authenticated;
comment on view api.members is 'Who may act for the signed-in user''s accounts.';

commit;
