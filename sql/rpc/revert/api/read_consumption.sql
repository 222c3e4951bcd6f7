-- Revert florin:api/read_consumption from pg

begin;

drop function api.read_consumption(text, text);

commit;
