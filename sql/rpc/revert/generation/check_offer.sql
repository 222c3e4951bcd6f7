-- Revert florin:generation/check_offer from pg

begin;

drop function generation.check_offer(generation.offer, bigint);

commit;
