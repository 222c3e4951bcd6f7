-- Revert florin:access/merge_json from pg

begin;

drop function access.merge_json(jsonb, jsonb, integer);

commit;
