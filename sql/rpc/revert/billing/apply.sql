-- Revert florin:billing/apply from pg

begin;

drop function billing.apply(uuid);

commit;
