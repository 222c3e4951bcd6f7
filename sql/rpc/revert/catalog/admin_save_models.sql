-- Revert florin:catalog/admin_save_models from pg

begin;

drop function catalog.admin_save_models(jsonb);

commit;
