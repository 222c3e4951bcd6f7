-- Revert florin:generation/roll_up from pg

begin;

drop function generation.roll_up(integer);

commit;
