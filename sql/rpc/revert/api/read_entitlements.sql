-- Revert florin:api/read_entitlements from pg

begin;

drop function api.read_entitlements(uuid, uuid);

commit;
