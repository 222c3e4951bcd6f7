-- Revert florin:catalog/plans from pg

begin;

drop table catalog.plans;

commit;
