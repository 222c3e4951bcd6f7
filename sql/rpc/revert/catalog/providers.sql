-- Revert florin:catalog/providers from pg

begin;

drop table catalog.providers;

commit;
