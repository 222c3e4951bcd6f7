-- Revert florin:api/record_progress from pg

begin;

drop function api.record_progress(uuid, uuid, jsonb, integer);

commit;
