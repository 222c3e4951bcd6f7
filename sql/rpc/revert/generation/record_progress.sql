-- Revert florin:generation/record_progress from pg

begin;

drop function generation.record_progress(uuid, uuid, jsonb, integer);

commit;
