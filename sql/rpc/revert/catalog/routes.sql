-- Revert florin:catalog/routes from pg

begin;

drop table catalog.routes;

commit;
