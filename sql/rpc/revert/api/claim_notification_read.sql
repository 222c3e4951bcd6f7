-- Revert florin:api/claim_notification_read from pg

begin;

drop function api.claim_notification_read(text, text, integer);

commit;
