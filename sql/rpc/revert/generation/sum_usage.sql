-- Revert florin:generation/sum_usage from pg

begin;

drop function generation.sum_usage(uuid, timestamptz, timestamptz, text);

commit;
