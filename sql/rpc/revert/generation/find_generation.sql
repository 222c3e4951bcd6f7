-- Revert florin:generation/find_generation from pg

begin;

drop function generation.find_generation(uuid, uuid);

commit;
