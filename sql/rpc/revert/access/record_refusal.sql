-- Revert florin:access/record_refusal from pg

begin;

drop function access.record_refusal(uuid, uuid, text, text);

commit;
