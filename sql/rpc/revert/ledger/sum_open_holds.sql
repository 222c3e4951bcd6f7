-- Revert florin:ledger/sum_open_holds from pg

begin;

drop function ledger.sum_open_holds(uuid, timestamptz);

commit;
