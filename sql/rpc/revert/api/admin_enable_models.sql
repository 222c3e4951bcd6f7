-- Revert florin:api/admin_enable_models from pg

begin;

drop function api.admin_enable_models(text[], boolean);

commit;
