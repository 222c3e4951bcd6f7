-- Verify florin:catalog/on_disconnect on pg

begin;

select null::catalog.on_disconnect;

rollback;
