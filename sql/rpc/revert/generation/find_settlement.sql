-- Revert florin:generation/find_settlement from pg

begin;

drop function generation.find_settlement(uuid, uuid);

commit;
