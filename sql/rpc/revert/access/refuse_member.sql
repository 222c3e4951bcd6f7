-- Revert florin:access/refuse_member from pg

begin;

drop function access.refuse_member(uuid, uuid);

commit;
