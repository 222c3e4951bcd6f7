-- Revert florin:ledger/burn_buckets from pg

begin;

drop function ledger.burn_buckets(uuid, ledger.microcredits, timestamptz);

commit;
