-- Revert florin:api/find_api_key from pg

begin;

drop function api.find_api_key(uuid, bytea);

commit;
