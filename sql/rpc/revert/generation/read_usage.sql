-- Revert florin:generation/read_usage from pg

begin;

drop function generation.read_usage(uuid, uuid);

commit;
