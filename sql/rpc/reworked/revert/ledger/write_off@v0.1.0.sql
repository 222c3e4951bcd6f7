-- Revert florin:ledger/write_off from pg

begin;

drop function ledger.write_off(uuid);

commit;
