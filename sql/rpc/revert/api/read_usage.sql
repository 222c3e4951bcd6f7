-- Revert florin:api/read_usage from pg

begin;

drop function api.read_usage(uuid, uuid);

commit;
