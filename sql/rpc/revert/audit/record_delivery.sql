-- Revert florin:audit/record_delivery from pg

begin;

drop function audit.record_delivery(text, uuid, boolean, text, text, integer, boolean);

commit;
