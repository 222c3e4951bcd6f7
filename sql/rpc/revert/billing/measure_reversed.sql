-- Revert florin:billing/measure_reversed from pg

begin;

drop function billing.measure_reversed(billing.purchases);

commit;
