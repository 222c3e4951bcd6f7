-- Revert florin:api/read_limits from pg

begin;

drop function api.read_limits(uuid, uuid);

commit;
