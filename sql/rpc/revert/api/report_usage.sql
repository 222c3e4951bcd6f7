-- Revert florin:api/report_usage from pg

begin;

drop function api.report_usage(uuid, uuid, timestamptz, timestamptz, text);

commit;
