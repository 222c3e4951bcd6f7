-- Revert florin:access/list_my_models from pg

begin;

drop function access.list_my_models();

commit;
