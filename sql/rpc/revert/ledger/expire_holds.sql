-- Revert florin:ledger/expire_holds from pg

begin;

drop function ledger.expire_holds(integer);

commit;
