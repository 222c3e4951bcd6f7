-- Revert florin:billing/record_report from pg

begin;

drop function billing.record_report(uuid, bigint);

commit;
