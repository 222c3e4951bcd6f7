-- Revert florin:api/delete_user from pg

begin;

drop function api.delete_user(uuid, uuid);

commit;
