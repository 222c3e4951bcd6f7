-- Revert florin:audit/pending_events from pg

begin;

drop function audit.pending_events(audit.sinks, integer);

commit;
