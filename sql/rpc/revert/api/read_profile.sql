-- Revert florin:api/read_profile from pg

begin;

drop function api.read_profile(uuid, uuid);

commit;
