-- Revert florin:api/archive_generations from pg

begin;

drop function api.archive_generations(integer);

commit;
