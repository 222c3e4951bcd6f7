-- Revert florin:ledger/resize_bucket from pg

begin;

drop function ledger.resize_bucket(uuid, bigint, ledger.unsigned_microcredits);

commit;
