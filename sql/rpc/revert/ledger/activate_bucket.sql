-- Revert florin:ledger/activate_bucket from pg

begin;

drop function ledger.activate_bucket(uuid, bigint);

commit;
