-- Revert florin:access/revoke_key from pg

begin;

drop function access.revoke_key(uuid, uuid, uuid);

commit;
