-- Revert florin:generation/sweep_progress from pg

begin;

drop table generation.sweep_progress;

commit;
