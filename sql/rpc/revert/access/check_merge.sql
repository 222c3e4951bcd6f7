-- Revert florin:access/check_merge from pg

begin;

drop function access.check_merge(uuid, uuid, uuid, uuid);

commit;
