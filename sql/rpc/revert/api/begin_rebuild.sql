-- Revert florin:api/begin_rebuild from pg

begin;

drop function api.begin_rebuild();

commit;
