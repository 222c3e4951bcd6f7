-- Revert florin:api/close_orphans from pg

begin;

drop function api.close_orphans(integer);

commit;
