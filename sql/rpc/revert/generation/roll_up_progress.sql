-- Revert florin:generation/roll_up_progress from pg

begin;

drop table generation.roll_up_progress;

commit;
