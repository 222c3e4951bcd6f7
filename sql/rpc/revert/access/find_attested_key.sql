-- Revert florin:access/find_attested_key from pg

begin;

drop function access.find_attested_key(uuid, uuid, text, bytea);

commit;
