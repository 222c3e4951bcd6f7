-- Revert florin:access/revoke_my_key from pg

begin;

drop function access.revoke_my_key(uuid);

commit;
