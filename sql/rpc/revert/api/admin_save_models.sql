-- Revert florin:api/admin_save_models from pg

begin;

drop function api.admin_save_models(jsonb);

commit;
