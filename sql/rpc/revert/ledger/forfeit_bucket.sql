-- Revert florin:ledger/forfeit_bucket from pg

begin;

drop function ledger.forfeit_bucket(uuid, bigint, ledger.microcredits);

commit;
