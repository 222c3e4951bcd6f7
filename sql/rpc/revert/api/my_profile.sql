-- Revert florin:api/my_profile from pg

begin;

drop view api.my_profile;

commit;
