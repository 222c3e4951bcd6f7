-- Revert florin:access/count_message from pg

begin;

drop function access.count_message(uuid, uuid, text, integer);

commit;
