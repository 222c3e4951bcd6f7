-- Revert florin:generation/offer from pg

begin;

drop type generation.offer;

commit;
