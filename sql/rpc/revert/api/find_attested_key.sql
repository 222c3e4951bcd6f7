-- Revert florin:api/find_attested_key from pg

begin;

drop function api.find_attested_key(uuid, uuid, text, bytea);

commit;
