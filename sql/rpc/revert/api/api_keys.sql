-- Revert florin:api/api_keys from pg

begin;

drop view api.api_keys;

commit;
