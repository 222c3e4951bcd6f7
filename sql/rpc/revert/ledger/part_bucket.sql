-- Revert florin:ledger/part_bucket from pg

begin;

drop function ledger.part_bucket(uuid, bigint, uuid);

commit;
