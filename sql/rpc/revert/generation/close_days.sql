-- Revert florin:generation/close_days from pg

begin;

drop function generation.close_days();

commit;
