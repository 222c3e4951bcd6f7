-- Verify florin:generation/bill on pg

begin;

select null::generation.bill;

rollback;
