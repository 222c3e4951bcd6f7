-- Revert florin:billing/purchases from pg

begin;

drop table billing.purchases;

commit;
