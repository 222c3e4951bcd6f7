-- Revert florin:catalog/offers from pg

begin;

drop table catalog.offers;

commit;
