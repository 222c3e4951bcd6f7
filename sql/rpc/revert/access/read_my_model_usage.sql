-- Revert florin:access/read_my_model_usage from pg

begin;

drop function access.read_my_model_usage(text);

commit;
