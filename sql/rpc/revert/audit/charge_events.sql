-- Revert florin:audit/charge_events from pg

begin;

drop function audit.charge_events(uuid, jsonb);

commit;
