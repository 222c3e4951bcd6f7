-- Revert florin:catalog/on_disconnect from pg

begin;

drop type catalog.on_disconnect;

commit;
