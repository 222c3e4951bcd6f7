-- Revert florin:generation/generations from pg

begin;

drop table generation.generations;

commit;
