-- Revert florin:billing/list_rollovers from pg

begin;

drop function billing.list_rollovers(uuid);

commit;
