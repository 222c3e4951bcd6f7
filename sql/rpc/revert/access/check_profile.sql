-- Revert florin:access/check_profile from pg

begin;

drop function access.check_profile(access.profiles, jsonb);

commit;
