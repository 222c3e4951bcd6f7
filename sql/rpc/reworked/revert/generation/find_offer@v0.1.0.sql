-- Revert florin:generation/find_offer from pg

begin;

drop function generation.find_offer(uuid, uuid, text, text, boolean, bigint, bigint, integer);

commit;
