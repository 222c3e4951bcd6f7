-- Revert florin:catalog/find_plan_version from pg

begin;

drop function catalog.find_plan_version(text);

commit;
