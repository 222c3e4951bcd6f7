-- Revert florin:access/merge_entitlements from pg

begin;

drop function access.merge_entitlements(uuid, uuid);

commit;
