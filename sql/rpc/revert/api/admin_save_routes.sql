-- Revert florin:api/admin_save_routes from pg

begin;

drop function api.admin_save_routes(text, jsonb);

commit;
