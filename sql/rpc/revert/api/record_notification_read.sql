-- Revert florin:api/record_notification_read from pg

begin;

drop function api.record_notification_read(text, text, uuid, text, text, integer);

commit;
