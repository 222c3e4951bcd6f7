-- Revert florin:generation/scrub from pg

begin;

drop function generation.scrub(uuid, integer);

commit;
