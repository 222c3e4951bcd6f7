-- Revert florin:access/read_limits from pg

begin;

drop function access.read_limits(uuid, uuid);

commit;
