-- Revert florin:access/count_first_message from pg

begin;

drop function access.count_first_message(uuid, uuid, text, integer);

commit;
