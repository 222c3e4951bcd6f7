-- Revert florin:generation/archive from pg

begin;

drop function generation.archive(integer);

commit;
