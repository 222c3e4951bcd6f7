-- Revert florin:billing/record_notification_read from pg

begin;

drop function billing.record_notification_read(text, text, uuid, text, text, integer);

commit;
