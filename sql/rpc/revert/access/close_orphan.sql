-- Revert florin:access/close_orphan from pg

begin;

drop function access.close_orphan(uuid);

commit;
