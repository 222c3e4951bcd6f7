-- Revert florin:access/api_keys from pg

begin;

drop table access.api_keys;

commit;
