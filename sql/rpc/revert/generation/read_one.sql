-- Revert florin:generation/read_one from pg

begin;

drop function generation.read_one(uuid, uuid, uuid);

commit;
