-- Revert florin:api/end_rebuild from pg

begin;

drop function api.end_rebuild();

commit;
