-- Revert florin:access/add_member from pg

begin;

drop function access.add_member(uuid, uuid, text);

commit;
