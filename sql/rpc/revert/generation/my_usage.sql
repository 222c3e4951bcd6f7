-- Revert florin:generation/my_usage from pg

begin;

drop function generation.my_usage(timestamptz, timestamptz, text);

commit;
