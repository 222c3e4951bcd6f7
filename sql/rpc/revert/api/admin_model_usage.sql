-- Revert florin:api/admin_model_usage from pg

begin;

drop function api.admin_model_usage(integer, numeric);

commit;
