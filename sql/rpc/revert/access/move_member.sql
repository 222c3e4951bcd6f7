-- Revert florin:access/move_member from pg

begin;

drop function access.move_member(uuid, uuid, uuid);

commit;
