-- Revert florin:generation/admin_model_usage from pg

begin;

drop function generation.admin_model_usage(integer, numeric);

commit;
