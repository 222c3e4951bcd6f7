-- Revert florin:access/attested_keys from pg

begin;

drop table access.attested_keys;

commit;
