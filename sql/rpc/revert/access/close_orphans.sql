-- Revert florin:access/close_orphans from pg

begin;

drop function access.close_orphans(integer);

commit;
