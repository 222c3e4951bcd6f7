-- Revert florin:api/record_consumption from pg

begin;

drop function api.record_consumption(text, text, text, text);

commit;
