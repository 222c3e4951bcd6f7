-- Revert florin:billing/subscriptions from pg

begin;

drop table billing.subscriptions;

commit;
