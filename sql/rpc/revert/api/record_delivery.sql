-- Revert florin:api/record_delivery from pg

begin;

drop function api.record_delivery(text, uuid, boolean, text, text, integer, boolean);

commit;
