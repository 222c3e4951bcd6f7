-- Revert florin:catalog/list_served_models from pg

begin;

drop function catalog.list_served_models();

commit;
