-- Revert florin:audit/read_events from pg

begin;

drop function audit.read_events(text, integer);

commit;
