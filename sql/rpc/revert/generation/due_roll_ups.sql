-- Revert florin:generation/due_roll_ups from pg

begin;

drop table generation.due_roll_ups;

commit;
