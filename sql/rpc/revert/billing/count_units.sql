-- Revert florin:billing/count_units from pg

begin;

drop function billing.count_units(billing.purchases, text);

commit;
