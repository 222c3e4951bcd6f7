-- Revert florin:catalog/admin_enable_models from pg

begin;

drop function catalog.admin_enable_models(text[], boolean);

commit;
