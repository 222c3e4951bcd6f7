-- Revert florin:generation/attempts from pg

begin;

drop table generation.attempts;

commit;
