-- Revert florin:access/move_keys from pg

begin;

drop function access.move_keys(uuid, uuid, uuid);

commit;
