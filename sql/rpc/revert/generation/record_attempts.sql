-- Revert florin:generation/record_attempts from pg

begin;

drop function generation.record_attempts(uuid, uuid, jsonb);

commit;
