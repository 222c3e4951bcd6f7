-- Verify florin:generation/access on pg

begin;

select null::generation.access;

rollback;
