-- Revert florin:api/record_refusal from pg

begin;

drop function api.record_refusal(uuid, uuid, text, text);

commit;
