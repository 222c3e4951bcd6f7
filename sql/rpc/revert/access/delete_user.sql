-- Revert florin:access/delete_user from pg

begin;

drop function access.delete_user(uuid, uuid);

commit;
