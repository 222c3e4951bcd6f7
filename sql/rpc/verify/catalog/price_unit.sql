-- Verify florin:catalog/price_unit on pg

begin;

select null::catalog.price_unit;

rollback;
