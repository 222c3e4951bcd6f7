-- Revert florin:api/read_events from pg

begin;

drop function api.read_events(text, integer);

commit;
