-- Revert florin:access/find_time_zone from pg

begin;

drop function access.find_time_zone(uuid, uuid);

commit;
