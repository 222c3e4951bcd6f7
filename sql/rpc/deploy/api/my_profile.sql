-- Deploy florin:api/my_profile to pg
-- requires: access/profiles_policy

begin;

create view api.my_profile
with (security_invoker = true)
as
select
  p.account_id,
  p.display_name,
  p.locale,
  p.time_zone,
  p.app_data,
  p.updated_at
from access.profiles as p;

grant select on api.my_profile to authenticated;
comment on view api.my_profile is 'What the signed-in user set for themselves, by account.';

commit;
