-- Revert florin:ledger/keep_app_store_credits from pg

begin;

drop trigger app_store_credits_never_expire on ledger.buckets;

drop function ledger.keep_app_store_credits();

commit;
