-- Revert florin:generation/check_days from pg

begin;

drop function generation.check_days(text, integer);

commit;
