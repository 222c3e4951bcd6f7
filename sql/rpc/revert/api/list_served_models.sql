-- Revert florin:api/list_served_models from pg

begin;

drop function api.list_served_models();

commit;
