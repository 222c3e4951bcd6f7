-- Revert florin:access/refuse_merge from pg

begin;

drop function access.refuse_merge(uuid, uuid, text);

commit;
