-- Revert florin:audit/expand_event from pg

begin;

drop function audit.expand_event(uuid, text, jsonb);

commit;
