-- Revert florin:api/broadcast_balances from pg

begin;

drop function api.broadcast_balances(integer);

commit;
