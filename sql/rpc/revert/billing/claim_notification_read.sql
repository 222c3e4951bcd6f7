-- Revert florin:billing/claim_notification_read from pg

begin;

drop function billing.claim_notification_read(text, text, integer);

commit;
