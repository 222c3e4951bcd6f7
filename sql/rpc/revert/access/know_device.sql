-- Revert florin:access/know_device from pg

begin;

drop function access.know_device(uuid, text, bytea);

commit;
