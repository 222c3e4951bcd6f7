-- Revert florin:api/subscriptions from pg

begin;

drop view api.subscriptions;

commit;
