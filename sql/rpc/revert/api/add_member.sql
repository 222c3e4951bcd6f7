-- Revert florin:api/add_member from pg

begin;

drop function api.add_member(uuid, uuid, text);

commit;
