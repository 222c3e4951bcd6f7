-- Revert florin:api/rebuild_event from pg

begin;

drop function api.rebuild_event(text, text, text, jsonb);

commit;
