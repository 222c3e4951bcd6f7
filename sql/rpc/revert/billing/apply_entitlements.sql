-- Revert florin:billing/apply_entitlements from pg

begin;

drop function billing.apply_entitlements(uuid);

commit;
