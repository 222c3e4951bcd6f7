-- Revert florin:access/entitlements from pg

begin;

drop table access.entitlements;

commit;
