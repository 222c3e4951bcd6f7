-- Revert florin:api/revoke_key from pg

begin;

drop function api.revoke_key(uuid, uuid, uuid);

commit;
