-- Revert florin:billing/measure_kept from pg

begin;

drop function billing.measure_kept(billing.purchases);

commit;
