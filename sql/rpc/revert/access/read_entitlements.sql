-- Revert florin:access/read_entitlements from pg

begin;

drop function access.read_entitlements(uuid, uuid);

commit;
