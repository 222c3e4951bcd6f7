-- Revert florin:billing/customers from pg

begin;

drop table billing.customers;

commit;
