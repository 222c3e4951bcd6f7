-- Revert florin:catalog/overage_policy from pg

begin;

drop type catalog.overage_policy;

commit;
