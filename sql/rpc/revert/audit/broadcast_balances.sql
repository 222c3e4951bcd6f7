-- Revert florin:audit/broadcast_balances from pg

begin;

drop function audit.broadcast_balances(integer);

commit;
