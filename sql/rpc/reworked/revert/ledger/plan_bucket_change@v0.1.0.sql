-- Revert florin:ledger/plan_bucket_change from pg

begin;

drop function ledger.plan_bucket_change(uuid);

commit;
