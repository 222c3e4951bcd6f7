-- Revert florin:api/list_models from pg

begin;

drop function api.list_models();

commit;
