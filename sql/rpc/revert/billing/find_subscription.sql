-- Revert florin:billing/find_subscription from pg

begin;

drop function billing.find_subscription(uuid);

commit;
