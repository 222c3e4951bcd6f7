-- Revert florin:billing/read_stored_events from pg

begin;

drop function billing.read_stored_events(text, text, text, integer);

commit;
