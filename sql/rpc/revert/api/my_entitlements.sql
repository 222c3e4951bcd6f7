-- Revert florin:api/my_entitlements from pg

begin;

drop view api.my_entitlements;

commit;
