-- Revert florin:access/save_attested_key from pg

begin;

drop function access.save_attested_key(uuid, uuid, text, bytea, bytea, bytea, bytea);

commit;
