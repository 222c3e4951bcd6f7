-- Revert florin:billing/queue_report from pg

begin;

drop function billing.queue_report(access.overages);

commit;
