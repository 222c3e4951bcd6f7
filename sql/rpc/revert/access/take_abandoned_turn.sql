-- Revert florin:access/take_abandoned_turn from pg

begin;

drop function access.take_abandoned_turn(text);

commit;
