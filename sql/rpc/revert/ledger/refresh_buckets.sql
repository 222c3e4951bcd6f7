-- Revert florin:ledger/refresh_buckets from pg

begin;

drop function ledger.refresh_buckets(integer);

commit;
