-- Verify florin:generation/priced on pg

begin;

select null::generation.priced;

rollback;
