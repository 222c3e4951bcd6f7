-- Verify florin:generation/offer on pg

begin;

select null::generation.offer;

rollback;
