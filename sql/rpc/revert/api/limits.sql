-- Revert florin:api/limits from pg

begin;

drop function api.limits();

commit;
