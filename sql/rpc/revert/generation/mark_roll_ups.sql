-- Revert florin:generation/mark_roll_ups from pg

begin;

drop function generation.mark_roll_ups();

commit;
