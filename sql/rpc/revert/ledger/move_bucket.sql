-- Revert florin:ledger/move_bucket from pg

begin;

drop function ledger.move_bucket(uuid, bigint, uuid);

commit;
