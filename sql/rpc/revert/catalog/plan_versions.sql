-- Revert florin:catalog/plan_versions from pg

begin;

drop table catalog.plan_versions;

commit;
