-- Revert florin:catalog/list_models from pg

begin;

drop function catalog.list_models(uuid, uuid);

commit;
