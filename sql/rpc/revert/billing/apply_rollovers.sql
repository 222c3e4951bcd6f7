-- Revert florin:billing/apply_rollovers from pg

begin;

drop function billing.apply_rollovers(uuid);

commit;
