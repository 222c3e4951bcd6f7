-- Revert florin:access/read_profile from pg

begin;

drop function access.read_profile(uuid, uuid);

commit;
