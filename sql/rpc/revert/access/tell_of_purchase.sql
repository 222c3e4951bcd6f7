-- Revert florin:access/tell_of_purchase from pg

begin;

drop function access.tell_of_purchase(uuid, text, text);

commit;
