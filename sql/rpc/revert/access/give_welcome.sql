-- Revert florin:access/give_welcome from pg

begin;

drop function access.give_welcome(uuid, uuid, text);

commit;
