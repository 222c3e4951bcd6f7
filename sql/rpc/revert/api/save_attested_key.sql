-- Revert florin:api/save_attested_key from pg

begin;

drop function api.save_attested_key(uuid, uuid, text, bytea, bytea, bytea, bytea);

commit;
