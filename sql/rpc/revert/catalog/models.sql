-- Revert florin:catalog/models from pg

begin;

drop table catalog.models;

commit;
