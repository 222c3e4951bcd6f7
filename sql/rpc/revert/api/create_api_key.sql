-- Revert florin:api/create_api_key from pg

begin;

drop function api.create_api_key(text, text[], timestamptz, bigint, text, integer);

commit;
