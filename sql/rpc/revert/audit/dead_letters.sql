-- Revert florin:audit/dead_letters from pg

begin;

drop table audit.dead_letters;

commit;
