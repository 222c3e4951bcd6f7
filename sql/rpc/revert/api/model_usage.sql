-- Revert florin:api/model_usage from pg

begin;

drop function api.model_usage(text);

commit;
