-- Revert florin:access/describe_profile from pg

begin;

drop function access.describe_profile(access.profiles);

commit;
