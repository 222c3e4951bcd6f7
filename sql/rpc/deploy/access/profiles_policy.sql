-- Deploy florin:access/profiles_policy to pg
-- requires: access/profiles

begin;

-- A profile is its user's own, not the account's: fellow members do not see it.
create policy users_read_their_profile on access.profiles
for select to authenticated
using (user_id = (select auth.uid()));

grant select on access.profiles to authenticated;

commit;
