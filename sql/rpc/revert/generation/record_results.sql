-- Revert florin:generation/record_results from pg

begin;

drop function generation.record_results(uuid, uuid, uuid, jsonb);

commit;
