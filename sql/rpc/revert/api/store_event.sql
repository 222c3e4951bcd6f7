-- Revert florin:api/store_event from pg

begin;

drop function api.store_event(text, text, text, text, timestamptz, text);

commit;
