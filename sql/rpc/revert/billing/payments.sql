-- Revert florin:billing/payments from pg

begin;

drop table billing.payments;

commit;
