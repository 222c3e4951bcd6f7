-- Revert florin:api/record_report from pg

begin;

drop function api.record_report(uuid, bigint);

commit;
