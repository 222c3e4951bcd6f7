-- Revert florin:access/remove_member from pg

begin;

drop function access.remove_member(uuid, uuid);

commit;
