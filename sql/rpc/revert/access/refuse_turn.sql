-- Revert florin:access/refuse_turn from pg

begin;

drop function access.refuse_turn(uuid, uuid);

commit;
