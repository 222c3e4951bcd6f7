-- Revert florin:api/take_abandoned_turn from pg

begin;

drop function api.take_abandoned_turn(text);

commit;
