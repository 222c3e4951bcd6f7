-- Revert florin:api/remove_member from pg

begin;

drop function api.remove_member(uuid, uuid);

commit;
