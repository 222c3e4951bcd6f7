-- Revert florin:api/read_stored_events from pg

begin;

drop function api.read_stored_events(text, text, text, integer);

commit;
