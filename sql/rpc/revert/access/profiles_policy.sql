-- Revert florin:access/profiles_policy from pg

begin;

revoke select on access.profiles from authenticated;

drop policy users_read_their_profile on access.profiles;

commit;
