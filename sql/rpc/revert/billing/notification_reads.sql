-- Revert florin:billing/notification_reads from pg

begin;

drop table billing.notification_reads;

commit;
