-- Revert florin:generation/retake_steps from pg

begin;

drop function generation.retake_steps(integer);

commit;
