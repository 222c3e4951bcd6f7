-- Revert florin:generation/learn_offers from pg

begin;

drop function generation.learn_offers();

commit;
