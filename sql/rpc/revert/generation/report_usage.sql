-- Revert florin:generation/report_usage from pg

begin;

drop function generation.report_usage(uuid, uuid, timestamptz, timestamptz, text);

commit;
