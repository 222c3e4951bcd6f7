-- Revert florin:access/give_back from pg

begin;

drop function access.give_back(uuid, uuid, text, timestamptz, boolean);

commit;
