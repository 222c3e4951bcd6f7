-- Revert florin:access/find_key from pg

begin;

drop function access.find_key(uuid, bytea);

commit;
