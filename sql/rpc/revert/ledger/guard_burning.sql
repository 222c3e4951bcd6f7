-- Revert florin:ledger/guard_burning from pg

begin;

drop trigger burning_rest_is_booked_first on ledger.buckets;

drop function ledger.guard_burning();

commit;
