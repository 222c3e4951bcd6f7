-- Revert florin:catalog/admin_save_routes from pg

begin;

drop function catalog.admin_save_routes(text, jsonb);

commit;
