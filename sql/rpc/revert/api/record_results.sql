-- Revert florin:api/record_results from pg

begin;

drop function api.record_results(uuid, uuid, uuid, jsonb);

commit;
